extension ConnectionStateMachine {
  mutating func receiveData(_ header: FrameHeader, _ body: UnsafeRawBufferPointer) -> ConnectionEvent {
    guard let slot = streams.slot(of: header.stream) else { return frameForNoStream(header) }
    if streams[slot].peerEnded {
      return .violation(WireViolation(.afterEndOfStream, "DATA after END_STREAM on stream \(header.stream)"))
    }
    streams[slot].sawHeadersOrData = true
    if header.flags.contains(.endStream) { streams[slot].peerEnded = true }
    guard header.flags.contains(.hasMessage) else { return receiveEnd(header, slot) }
    return receiveFragment(header, body, slot)
  }

  private mutating func receiveEnd(_ header: FrameHeader, _ slot: Int) -> ConnectionEvent {
    if streams[slot].incomingRemaining >= 0 {
      return .violation(WireViolation(.badFragment, "END_STREAM inside a message on stream \(header.stream)"))
    }
    let end = DataFragment(
      byteOffset: 0,
      byteCount: 0,
      isFirst: false,
      isLast: false,
      messageByteCount: 0,
      endsStream: true
    )
    return .data(slot: slot, end)
  }

  private mutating func receiveFragment(
    _ header: FrameHeader,
    _ body: UnsafeRawBufferPointer,
    _ slot: Int
  ) -> ConnectionEvent {
    let hasTotal = header.flags.contains(.total)
    let hasMore = header.flags.contains(.more)
    let byteOffset = hasTotal ? 4 : 0
    let byteCount = body.count - byteOffset
    let isFirst = streams[slot].incomingRemaining < 0
    let isCompressed = header.flags.contains(.compressed)
    guard isFirst ? hasTotal == hasMore : !hasTotal && !isCompressed else {
      let what =
        isFirst ? "first fragment without TOTAL" : hasTotal ? "TOTAL inside a message" : "COMPRESSED inside a message"
      return .violation(WireViolation(.badFragment, "\(what) on stream \(header.stream)"))
    }
    guard byteCount > 0 || (isFirst && !hasMore) else {
      return .violation(WireViolation(.badFragment, "a fragment of 0 bytes on stream \(header.stream)"))
    }
    guard byteCount <= streams[slot].receiveCredit else {
      let credit = streams[slot].receiveCredit
      return .violation(
        WireViolation(.creditExceeded, "\(byteCount) bytes on stream \(header.stream) with a credit of \(credit)")
      )
    }
    let messageByteCount = hasTotal ? Int(body.bigEndian(at: 0, as: UInt32.self)) : isFirst ? byteCount : 0
    if isFirst {
      if messageByteCount > streams[slot].messageBytesMax {
        return .streamFailed(slot: slot, .messageTooLarge(byteCount: messageByteCount))
      }
      streams[slot].incomingRemaining = messageByteCount
      streams[slot].incomingTotal = messageByteCount
    }
    let remaining = streams[slot].incomingRemaining - byteCount
    guard hasMore ? remaining > 0 : remaining == 0 else {
      return .violation(
        WireViolation(.badFragment, "fragments do not add up to the message's total on stream \(header.stream)")
      )
    }
    streams[slot].receiveCredit -= byteCount
    streams[slot].incomingRemaining = hasMore ? remaining : -1
    if !hasMore { streams[slot].unconsumed += streams[slot].incomingTotal }
    let fragment = DataFragment(
      byteOffset: byteOffset,
      byteCount: byteCount,
      isFirst: isFirst,
      isLast: !hasMore,
      messageByteCount: messageByteCount,
      isCompressed: isCompressed,
      endsStream: header.flags.contains(.endStream)
    )
    return .data(slot: slot, fragment)
  }

  /// Call after each fragment and after each consumed message: gives the peer new credit when a quarter of the window,
  /// or 64 KiB, can be given, and encodes it.
  ///
  /// Bytes of an incomplete message are given back at once, so that a message larger than the window can arrive. Bytes
  /// of complete messages are held back until they are consumed, also those given back while they were incomplete. So a
  /// stream never keeps more than one window of complete messages and one incomplete message.
  /// - Parameter consumed: bytes of complete messages that the application has taken since the last call.
  public mutating func writeCredit(slot: Int, consumed: Int, into buffer: inout OutboundBuffer) {
    streams[slot].unconsumed = Swift.max(0, streams[slot].unconsumed - consumed)
    let state = streams[slot]
    if state.peerEnded { return }
    let grantable = state.receiveWindow - state.unconsumed - state.receiveCredit
    guard grantable > 0, grantable >= Swift.min(state.receiveWindow / 4, WireLimits.creditStepBytesMax) else { return }
    writeCredit(slot: slot, increment: grantable, into: &buffer)
  }

  /// Gives the peer `increment` more bytes, above 0, on a stream. For a relay, which passes on what the other side
  /// gave.
  public mutating func writeCredit(slot: Int, increment: Int, into buffer: inout OutboundBuffer) {
    streams[slot].receiveCredit += increment
    buffer.appendCredit(stream: streams[slot].stream, increment: UInt32(increment))
  }

  /// Accepts no larger message on a stream than this, in bytes.
  public mutating func setMessageBytesMax(_ byteCount: Int, slot: Int) {
    streams[slot].messageBytesMax = Swift.min(byteCount, limits.messageBytesMax)
  }

  /// Largest message that is accepted on a stream, in bytes.
  public func messageBytesMax(slot: Int) -> Int { streams[slot].messageBytesMax }

  /// Bytes of data that the peer may still send on a stream.
  public func receiveCredit(slot: Int) -> Int { streams[slot].receiveCredit }

  /// Bytes of data that may be sent on a stream now.
  public func sendCredit(slot: Int) -> Int { streams[slot].sendCredit }

  /// Bytes of complete messages that were received on a stream and not yet consumed.
  public func unconsumedByteCount(slot: Int) -> Int { streams[slot].unconsumed }
}
