import Wire

extension WireOracle {
  /// Judges what a side's machine makes of a frame that has arrived: `written` says what was sent, the oracle's own
  /// account says what that means.
  func arrived(
    _ header: FrameHeader,
    _ body: UnsafeRawBufferPointer,
    _ event: ConnectionEvent,
    at role: ConnectionRole
  ) throws {
    if case .violation(let violation) = event {
      throw SimulationFailure("the \(role) finds a violation in a correct peer's \(header.type): \(violation)")
    }
    switch header.type {
    case .hello:
      guard case .hello(let settings) = event else { throw unexpected(event, header, role) }
      hasPeerHello[role.index] = true
      try require(settings == peer(of: role), "the \(role) reads other limits than were sent: \(settings)")
    case .open:
      try arrivedOpen(header, body, event)
    case .ping:
      try arrivedPing(header, body, event, role)
    case .goAway:
      guard case .goAway = event else { throw unexpected(event, header, role) }
      hasReceivedGoAway[role.index] = true
    case .headers, .data, .close, .cancel, .credit:
      guard let stream = stream(header.stream), stream.isOpen[role.index] else {
        // In flight as the stream ended: nobody hears of it.
        guard case .ignored = event else { throw unexpected(event, header, role) }
        met(.frameAfterEnd)
        return
      }
      try arrived(header, body, event, on: stream, role)
    default:
      guard case .ignored = event else { throw unexpected(event, header, role) }
      met(.frameIgnored)
    }
  }

  private func arrivedOpen(_ header: FrameHeader, _ body: UnsafeRawBufferPointer, _ event: ConnectionEvent) throws {
    guard let stream = stream(header.stream) else { throw unexpected(event, header, .server) }
    lastStreamArrived = header.stream
    let isDraining = header.stream > lastStreamTaken
    if isDraining || openCount[1] >= limits[1].streamsMax {
      guard case .openRefused(header.stream, let refusal) = event else { throw unexpected(event, header, .server) }
      try require(refusal == (isDraining ? .draining : .tooManyStreams), "refused for the wrong reason: \(refusal)")
      refusals.append(header.stream)
      met(isDraining ? .refusedBecauseDraining : .refusedBecauseTooMany)
      return
    }
    guard case .opened(let slot, header.stream, let prelude) = event else { throw unexpected(event, header, .server) }
    try require(Int(prelude.responseCredit) == stream.flows[1].window, "the response credit is read wrongly")
    noteOpened(stream, at: .server)
    try noteSlot(slot, of: stream, at: .server)
    if header.flags.contains(.endStream) { stream.flows[0].hasEndArrived = true }
    guard header.flags.contains(.hasMessage) else { return }
    stream.flows[0].arrivedCount += 1
    met(.openedWithWholeRequest)
  }

  private func arrivedPing(
    _ header: FrameHeader,
    _ body: UnsafeRawBufferPointer,
    _ event: ConnectionEvent,
    _ role: ConnectionRole
  ) throws {
    let opaque = body.loadUnaligned(as: UInt64.self).byteSwapped
    switch event {
    case .pingReceived(opaque) where !header.flags.contains(.acknowledgement):
      owedAcknowledgements[role.index].append(opaque)
    case .pingAcknowledged(opaque) where header.flags.contains(.acknowledgement):
      try require(openPings[role.index].first == opaque, "an answer to another ping than the oldest")
      openPings[role.index].removeFirst()
      met(.pingAnswered)
    default:
      throw unexpected(event, header, role)
    }
  }

  private func arrived(
    _ header: FrameHeader,
    _ body: UnsafeRawBufferPointer,
    _ event: ConnectionEvent,
    on stream: ModelStream,
    _ role: ConnectionRole
  ) throws {
    let slot = stream.slots[role.index]
    switch (header.type, event) {
    case (.headers, .headers(slot)):
      return
    case (.cancel, .cancelled(slot, header.stream)):
      noteEnded(stream, at: role)
      met(role == .client ? .cancelledByServer : .cancelledByClient)
    case (.credit, .creditGranted(slot, let increment)):
      try require(increment == Int(body.loadUnaligned(as: UInt32.self).byteSwapped), "CREDIT is read wrongly")
      stream.flows[role.index].senderCredit += increment
    case (.close, .closed(slot, header.stream, let status, let isMidMessage)):
      let flow = stream.flows[1]
      try require(status.code == stream.closeCode, "another status than was sent on stream \(header.stream)")
      try require(isMidMessage == (flow.arrivedBytes >= 0), "wrong about an incomplete message at a CLOSE")
      stream.hasCloseArrived = true
      noteEnded(stream, at: role)
      met(.closedWithinMessage, if: isMidMessage)
      guard header.flags.contains(.hasMessage) else { return }
      flow.arrivedCount += 1
      met(.answeredInClose)
    case (.data, .data(slot, let fragment)):
      try arrivedFragment(header, body, fragment, stream, role)
    case (.data, .streamFailed(slot, .messageTooLarge(let byteCount))):
      let flow = stream.flows[role.other.index]
      let most = stream.messageBytesMax[role.index]
      try require(flow.arrivedBytes < 0, "a message is found to be too large when a part of it is there")
      try require(
        byteCount == flow.messages[flow.arrivedCount].byteCount && byteCount > most,
        "a message of \(byteCount) bytes is refused; \(most) are accepted on stream \(header.stream)"
      )
      flow.hasFailed = true
      met(role == .client ? .messageTooLargeForClient : .messageTooLargeForServer)
    default:
      throw unexpected(event, header, role)
    }
  }

  private func arrivedFragment(
    _ header: FrameHeader,
    _ body: UnsafeRawBufferPointer,
    _ fragment: DataFragment,
    _ stream: ModelStream,
    _ role: ConnectionRole
  ) throws {
    let side = role.other.index
    let flags = header.flags
    let name = "stream \(header.stream)"
    try require(fragment.endsStream == flags.contains(.endStream), "the end is read wrongly on \(name)")
    if fragment.endsStream { stream.flows[side].hasEndArrived = true }
    try require(fragment.hasMessage == flags.contains(.hasMessage), "message or none is read wrongly on \(name)")
    guard fragment.hasMessage else { return }
    let isFirst = stream.flows[side].arrivedBytes < 0
    let isLast = !flags.contains(.more)
    let byteOffset = flags.contains(.total) ? 4 : 0
    let message = stream.flows[side].messages[stream.flows[side].arrivedCount]
    try require(
      fragment.isFirst == isFirst && fragment.isLast == isLast && fragment.byteOffset == byteOffset
        && fragment.byteCount == body.count - byteOffset
        && fragment.isCompressed == (isFirst && message.isCompressed)
        && fragment.messageByteCount == (isFirst ? message.byteCount : 0),
      "a fragment is read wrongly on \(name): \(fragment)"
    )
    let most = stream.messageBytesMax[role.index]
    try require(message.byteCount <= most, "a message of \(message.byteCount) bytes passes \(name)'s limit of \(most)")
    stream.flows[side].receiverCredit -= fragment.byteCount
    stream.flows[side].arrivedBytes = max(0, stream.flows[side].arrivedBytes) + fragment.byteCount
    if isLast {
      stream.flows[side].arrivedBytes = -1
      stream.flows[side].arrivedCount += 1
      if !stream.isRelay[role.index] { stream.flows[side].unconsumedBytes += message.byteCount }
      met(.emptyMessage, if: message.byteCount == 0)
      met(.compressedMessage, if: message.isCompressed)
      met(.messageInFragments, if: !isFirst)
      met(.messageLargerThanWindow, if: message.byteCount > stream.flows[side].window)
    }
    let held = stream.flows[side].heldBytes
    let bound = stream.flows[side].window + most
    met(.moreHeldThanWindow, if: held > stream.flows[side].window)
    try require(held <= bound, "\(held) bytes are kept on \(name); a window and a message have \(bound)")
  }

  private func unexpected(_ event: ConnectionEvent, _ header: FrameHeader, _ role: ConnectionRole) -> SimulationFailure
  {
    SimulationFailure("the \(role) makes of \(header.type) on stream \(header.stream): \(event)")
  }
}
