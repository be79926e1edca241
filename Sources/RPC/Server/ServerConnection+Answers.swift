internal import Messages
internal import Wire

// What leaves on a server's connection. On the loop.
extension ServerConnection {
  /// Answers the call at a slot that holds no `ServerCall`.
  func answer(slot: Int, _ message: some Message) {
    guard let large = encodeClose(slot: slot, message) else { return streamDidClose() }
    if let error = sizeError(large) { return answer(slot: slot, error: error) }
    let stream = OutboundStream(slot: slot, stream: core.machine.stream(at: slot))
    large.whenDone = { [self] isSent in
      guard isSent else { return }
      _ = takeEntry(slot)
      core.machine.writeClose(slot: slot, status: CloseStatus(code: 0), into: &core.outbound)
      streamDidClose()
    }
    stream.messages.append(large)
    set(.sending(stream), at: slot)
    core.enterLine(stream)
  }

  /// Answers the call at a slot with an error, whatever else belongs to the slot has been dealt with.
  func answer(slot: Int, error: RPCError) {
    writeClose(slot: slot, error)
    streamDidClose()
  }

  func answer(call: ServerCall, _ message: some Message) {
    guard let large = encodeClose(slot: call.slot, message) else { return closed(call) }
    if let error = sizeError(large) { return answer(call: call, error: error) }
    large.whenDone = { [self] isSent in
      if isSent { finishStream(call) }
    }
    call.enqueue(large)
  }

  func answer(call: ServerCall, error: RPCError) {
    writeClose(slot: call.slot, error)
    closed(call)
  }

  /// Ends a stream of answers well.
  func finishStream(_ call: ServerCall) {
    core.machine.writeClose(slot: call.slot, status: CloseStatus(code: 0), into: &core.outbound)
    closed(call)
  }

  /// Sends one of several answers: at once when nothing is in its way, else returns it, to be put in line.
  func write(_ message: some Message, call: ServerCall) throws(RPCError) -> OutboundMessage? {
    let isClear = !call.hasWaitingMessages && core.hasRoom
    var waiting: OutboundMessage?
    message.encode { byteCount in
      if isClear, let room = core.machine.reserveMessage(slot: call.slot, byteCount: byteCount, into: &core.outbound) {
        return room
      }
      let later = OutboundMessage(byteCount: byteCount)
      waiting = later
      return later.bytes
    }
    guard let waiting else {
      core.requestFlush()
      return nil
    }
    if let error = sizeError(waiting) { throw error }
    return waiting
  }

  /// Encodes a CLOSE with the message in place and frees the slot; returns the message when it does not fit.
  private func encodeClose(slot: Int, _ message: some Message) -> OutboundMessage? {
    var large: OutboundMessage?
    message.encode { byteCount in
      if core.machine.fitsClose(messageByteCount: byteCount) {
        return core.machine.reserveClose(slot: slot, messageByteCount: byteCount, into: &core.outbound)
      }
      let later = OutboundMessage(byteCount: byteCount)
      large = later
      return later.bytes
    }
    return large
  }

  private func writeClose(slot: Int, _ error: RPCError) {
    error.closeMetadataBytes.withUnsafeBytes { meta in
      core.machine.writeClose(slot: slot, status: error.closeStatus, meta: meta, into: &core.outbound)
    }
  }

  private func sizeError(_ message: OutboundMessage) -> RPCError? {
    let limit = core.machine.peer.messageBytesMax
    if message.bytes.count <= limit { return nil }
    return RPCError(
      .resourceExhausted,
      "the answer has \(message.bytes.count) bytes, the caller accepts \(limit): ask for less at once"
    )
  }
}

extension RPCError {
  /// A call that was not begun because too much is under way: it had no effect.
  static func overloaded(_ message: String) -> RPCError {
    RPCError(.resourceExhausted, message, isNotProcessed: true)
  }

  static func unknownMethod(_ path: String) -> RPCError {
    RPCError(.unimplemented, "there is no method \(path.prefix(200)) here")
  }
}
