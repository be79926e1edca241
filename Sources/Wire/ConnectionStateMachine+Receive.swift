internal import Messages

extension ConnectionStateMachine {
  /// Judges a received frame whose header has passed the parser.
  /// - Parameter body: the frame's `header.length` bytes; not kept.
  public mutating func receive(_ header: FrameHeader, body: UnsafeRawBufferPointer) -> ConnectionEvent {
    guard hasPeerHello || header.type == .hello else {
      return .violation(WireViolation(.helloExpected, "\(header.type) before HELLO"))
    }
    switch header.type {
    case .open: return receiveOpen(header, body)
    case .data: return receiveData(header, body)
    case .close: return receiveClose(header, body)
    case .cancel: return receiveCancel(header)
    case .credit: return receiveCredit(header, body)
    case .headers: return receiveHeaders(header)
    case .ping:
      let opaque = body.bigEndian(at: 0, as: UInt64.self)
      return header.flags.contains(.acknowledgement) ? .pingAcknowledged(opaque: opaque) : .pingReceived(opaque: opaque)
    case .hello: return receiveHello(body)
    case .goAway: return receiveGoAway(body)
    default: return .ignored
    }
  }

  private mutating func receiveHello(_ body: UnsafeRawBufferPointer) -> ConnectionEvent {
    if hasPeerHello {
      return .violation(WireViolation(.helloRepeated, "a second HELLO"))
    }
    let hello: RpcV1.Hello
    do {
      hello = try RpcV1.Hello(decoding: body)
    } catch {
      return .violation(WireViolation(.badMessage, "HELLO does not decode: \(error)"))
    }
    // No versions at all means only the first one.
    guard hello.versions.contains(1) || hello.versions.isEmpty else {
      return .violation(
        WireViolation(.versionUnsupported, "the peer speaks versions \(hello.versions.prefix(8)), this side version 1")
      )
    }
    let assumed = limits.assumedPeer
    func announced(_ value: UInt32, orElse standard: Int, ceiling: Int) -> Int {
      value == 0 ? standard : min(Int(value), ceiling)
    }
    let window = WireLimits.windowBytesCeiling
    let settings = PeerSettings(
      frameBytesMax: announced(
        hello.maxFrameBytes,
        orElse: assumed.frameBytesMax,
        ceiling: WireLimits.frameBytesCeiling
      ),
      messageBytesMax: announced(hello.maxMessageBytes, orElse: assumed.messageBytesMax, ceiling: window),
      streamsMax: announced(hello.maxStreams, orElse: assumed.streamsMax, ceiling: .max),
      streamWindowBytes: announced(hello.streamWindowBytes, orElse: assumed.streamWindowBytes, ceiling: window),
      pingIntervalMilliseconds: Int(hello.pingIntervalMilliseconds),
      acceptsCompressed: hello.compressors.contains(WireLimits.compressorName),
      agent: hello.agent
    )
    guard settings.frameBytesMax >= WireLimits.frameBytesMin else {
      let least = WireLimits.frameBytesMin
      return .violation(
        WireViolation(
          .badMessage,
          "HELLO announces frames of \(settings.frameBytesMax) bytes; at least \(least) are usable"
        )
      )
    }
    peer = settings
    hasPeerHello = true
    return .hello(settings)
  }

  private mutating func receiveOpen(_ header: FrameHeader, _ body: UnsafeRawBufferPointer) -> ConnectionEvent {
    let stream = header.stream
    guard stream > lastStream else {
      return .violation(WireViolation(.badStream, "OPEN of stream \(stream) after stream \(lastStream)"))
    }
    let prelude = OpenPrelude(decoding: body)
    guard prelude.responseCredit <= UInt32(WireLimits.windowBytesCeiling) else {
      return .violation(WireViolation(.badCredit, "OPEN with a credit of \(prelude.responseCredit); at most 2^31-1"))
    }
    lastStream = stream
    if stream > lastStreamTaken { return .openRefused(stream: stream, .draining) }
    if streams.count >= limits.streamsMax { return .openRefused(stream: stream, .tooManyStreams) }
    var state = StreamState(
      stream: stream,
      sendCredit: Int(prelude.responseCredit),
      receiveWindow: limits.streamWindowBytes
    )
    state.messageBytesMax = limits.messageBytesMax
    state.peerEnded = header.flags.contains(.endStream)
    return .opened(slot: streams.insert(state), stream: stream, prelude: prelude)
  }

  private mutating func receiveHeaders(_ header: FrameHeader) -> ConnectionEvent {
    guard let slot = streams.slot(of: header.stream) else { return frameForNoStream(header) }
    if streams[slot].sawHeadersOrData {
      return .violation(WireViolation(.badFragment, "HEADERS after HEADERS or DATA on stream \(header.stream)"))
    }
    streams[slot].sawHeadersOrData = true
    return .headers(slot: slot)
  }

  private mutating func receiveClose(_ header: FrameHeader, _ body: UnsafeRawBufferPointer) -> ConnectionEvent {
    let status = CloseStatus(decoding: body)
    if status.code != 0 && header.flags.contains(.hasMessage) {
      return .violation(WireViolation(.badFlags, "CLOSE with code \(status.code) and a message"))
    }
    guard let slot = streams.slot(of: header.stream) else { return frameForNoStream(header) }
    let isMidMessage = streams[slot].incomingRemaining >= 0
    if isMidMessage && status.code == 0 {
      return .violation(WireViolation(.badFragment, "CLOSE with code 0 inside a message on stream \(header.stream)"))
    }
    streams.remove(slot: slot)
    return .closed(slot: slot, stream: header.stream, status, isMidMessage: isMidMessage)
  }

  private mutating func receiveCancel(_ header: FrameHeader) -> ConnectionEvent {
    guard let slot = streams.slot(of: header.stream) else { return .ignored }
    streams.remove(slot: slot)
    return .cancelled(slot: slot, stream: header.stream)
  }

  private mutating func receiveCredit(_ header: FrameHeader, _ body: UnsafeRawBufferPointer) -> ConnectionEvent {
    let increment = Int(body.bigEndian(at: 0, as: UInt32.self))
    guard (1...WireLimits.windowBytesCeiling).contains(increment) else {
      return .violation(WireViolation(.badCredit, "CREDIT of \(increment) on stream \(header.stream)"))
    }
    guard let slot = streams.slot(of: header.stream) else { return frameForNoStream(header) }
    guard streams[slot].sendCredit + increment <= WireLimits.windowBytesCeiling else {
      return .violation(WireViolation(.badCredit, "CREDIT lifts stream \(header.stream) above 2^31-1"))
    }
    streams[slot].sendCredit += increment
    return .creditGranted(slot: slot, increment: increment)
  }

  private mutating func receiveGoAway(_ body: UnsafeRawBufferPointer) -> ConnectionEvent {
    do {
      let goAway = try RpcV1.GoAway(decoding: body)
      hasReceivedGoAway = true
      return .goAway(lastStream: goAway.lastStream, code: goAway.code, reason: goAway.reason)
    } catch {
      return .violation(WireViolation(.badMessage, "GOAWAY does not decode: \(error)"))
    }
  }

  /// A frame of a stream that is not open: dropped when it could have been in flight as the stream ended.
  func frameForNoStream(_ header: FrameHeader) -> ConnectionEvent {
    if header.stream <= lastStream { return .ignored }
    return .violation(WireViolation(.neverOpened, "\(header.type) on stream \(header.stream), which was never opened"))
  }
}
