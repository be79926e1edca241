internal import Messages
internal import Synchronization
internal import Wire

// What leaves on a server's connection. On the loop.
extension ServerConnection {
  /// Answers the call at a slot that holds no `ServerCall`.
  func answer(slot: Int, _ message: some Message, _ state: CallState) {
    writeInitialMetadata(slot: slot, state)
    guard let large = encodeClose(slot: slot, message, state) else {
      noteEnd(of: state, .ok, requestByteCount, encodedByteCount)
      return streamDidClose()
    }
    if let error = sizeError(large) { return answer(slot: slot, error: error, state) }
    let stream = OutboundStream(slot: slot, stream: core.machine.stream(at: slot))
    let (requestByteCount, sentByteCount) = (requestByteCount, encodedByteCount)
    large.whenDone = { [self] isSent in
      guard isSent else {
        return noteEnd(of: state, .cancelled("the caller did not wait for the answer"), requestByteCount, 0)
      }
      _ = takeEntry(slot)
      writeGoodClose(slot: slot, state)
      noteEnd(of: state, .ok, requestByteCount, sentByteCount)
      streamDidClose()
    }
    large.charge(answerAccount)
    stream.messages.append(large)
    set(.sending(stream, state), at: slot)
    core.enterLine(stream)
  }

  /// Answers the call at a slot with an error, whatever else belongs to the slot has been dealt with.
  func answer(slot: Int, error: RPCError) {
    writeClose(slot: slot, error)
    streamDidClose()
  }

  /// Answers the call at a slot that holds no `ServerCall` with an error.
  func answer(slot: Int, error: RPCError, _ state: CallState) {
    noteEnd(of: state, CallOutcome(error), requestByteCount, 0)
    answer(slot: slot, error: error)
  }

  func answer(call: ServerCall, _ message: some Message) {
    let state = call.context.state
    writeInitialMetadata(slot: call.slot, state)
    let large = encodeClose(slot: call.slot, message, state)
    call.progress.sent(encodedByteCount)
    guard let large else {
      call.outcome = .ok
      return closed(call)
    }
    if let error = sizeError(large) { return answer(call: call, error: error) }
    large.whenDone = { [self] isSent in
      if isSent { finishStream(call) }
    }
    call.enqueue(large)
  }

  func answer(call: ServerCall, error: RPCError) {
    let state = call.context.state
    writeInitialMetadata(slot: call.slot, state)
    var told = error
    if told.trailers.isEmpty { told.trailers = state.trailers }
    writeClose(slot: call.slot, told)
    call.outcome = CallOutcome(told)
    closed(call)
  }

  /// Ends a stream of answers well.
  func finishStream(_ call: ServerCall) {
    let state = call.context.state
    writeInitialMetadata(slot: call.slot, state)
    writeGoodClose(slot: call.slot, state)
    call.outcome = .ok
    closed(call)
  }

  /// Sends one of several answers: at once when nothing is in its way, else returns it, to be put in line.
  func write(_ message: some Message, call: ServerCall, isCompressed: Bool) throws(RPCError) -> OutboundMessage? {
    writeInitialMetadata(slot: call.slot, call.context.state)
    let isClear = !call.hasWaitingMessages && core.hasRoom
    if call.progress.firstResponseNanoseconds == nil { call.progress.firstResponseNanoseconds = runQueue.readClock() }
    if isCompressed, let compressed = compressed(message, call.context.state) {
      call.progress.sent(encodedByteCount)
      if isClear,
        let room = core.machine.reserveMessage(
          slot: call.slot,
          byteCount: compressed.count,
          isCompressed: true,
          into: &core.outbound
        )
      {
        room.copyBytes(from: compressed)
        core.requestFlush()
        return nil
      }
      return compressed.withUnsafeBytes { OutboundMessage(copying: $0, isCompressed: true) }
    }
    var waiting: OutboundMessage?
    message.encode { byteCount in
      call.progress.sent(byteCount)
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

  /// The compressed form of a message, where the caller takes that, the peer too, and it gets smaller. The message's
  /// own size counts against what the peer accepts; one that is too large goes on as it is and is refused as that.
  private func compressed(_ message: some Message, _ state: CallState) -> [UInt8]? {
    guard state.acceptsCompressed, core.machine.peer.acceptsCompressed else { return nil }
    let bytes = message.encodedBytes()
    encodedByteCount = bytes.count
    if bytes.count > core.machine.peer.messageBytesMax { return nil }
    return bytes.withUnsafeBytes { MessageCompression.compressed($0) }
  }

  /// Encodes a CLOSE with the message in place and frees the slot; returns the message when it does not fit.
  private func encodeClose(slot: Int, _ message: some Message, _ state: CallState) -> OutboundMessage? {
    if state.compressesResponses.load(ordering: .relaxed), let compressed = compressed(message, state) {
      return compressed.withUnsafeBytes { closeWith($0, isCompressed: true, slot: slot, state) }
    }
    if state.hasAnswerMetadata.load(ordering: .relaxed) {
      let bytes = message.encodedBytes()
      encodedByteCount = bytes.count
      return bytes.withUnsafeBytes { closeWith($0, isCompressed: false, slot: slot, state) }
    }
    var large: OutboundMessage?
    message.encode { byteCount in
      encodedByteCount = byteCount
      if core.machine.fitsClose(messageByteCount: byteCount) {
        return core.machine.reserveClose(slot: slot, messageByteCount: byteCount, into: &core.outbound)
      }
      let later = OutboundMessage(byteCount: byteCount)
      large = later
      return later.bytes
    }
    return large
  }

  private func closeWith(
    _ message: UnsafeRawBufferPointer,
    isCompressed: Bool,
    slot: Int,
    _ state: CallState
  ) -> OutboundMessage? {
    let meta = trailersBytes(state)
    guard core.machine.fitsClose(messageByteCount: message.count + meta.count) else {
      return OutboundMessage(copying: message, isCompressed: isCompressed)
    }
    meta.withUnsafeBytes { meta in
      core.machine.writeClose(
        slot: slot,
        status: CloseStatus(code: 0),
        meta: meta,
        message: message,
        isCompressed: isCompressed,
        into: &core.outbound
      )
    }
    return nil
  }

  /// The CLOSE behind the last answer.
  private func writeGoodClose(slot: Int, _ state: CallState) {
    trailersBytes(state).withUnsafeBytes { meta in
      core.machine.writeClose(slot: slot, status: CloseStatus(code: 0), meta: meta, into: &core.outbound)
    }
  }

  /// HEADERS, when the handler has set initial metadata and they were not sent before.
  private func writeInitialMetadata(slot: Int, _ state: CallState) {
    guard let metadata = state.takeInitialMetadata() else { return }
    var headers = RpcV1.HeadersMetadata()
    headers.entries = metadata.wireEntries
    let bytes = headers.encodedBytes()
    let stream = core.machine.stream(at: slot)
    let body = core.outbound.appendFrame(.headers, stream: stream, metaLength: bytes.count)
    bytes.withUnsafeBytes { body.copyMemory(from: $0) }
  }

  private func trailersBytes(_ state: CallState) -> [UInt8] {
    let trailers = state.trailers
    if trailers.isEmpty { return [] }
    var close = RpcV1.CloseMetadata()
    close.trailers = trailers.wireEntries
    return close.encodedBytes()
  }

  private func writeClose(slot: Int, _ error: RPCError) {
    error.closeMetadataBytes.withUnsafeBytes { meta in
      core.machine.writeClose(slot: slot, status: error.closeStatus, meta: meta, into: &core.outbound)
    }
  }

  private func sizeError(_ message: OutboundMessage) -> RPCError? {
    let limit = core.machine.peer.messageBytesMax
    if message.bytes.count <= limit {
      return answerAccount.isOverdrawn ? .tooManyAnswersWait : nil
    }
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

  /// Requests that their handlers do not read.
  static var tooManyBytesHeld: RPCError {
    RPCError(.resourceExhausted, "the server holds as many bytes of unread requests as it may")
  }

  /// Answers that their callers do not take.
  static var tooManyAnswersWait: RPCError {
    RPCError(.resourceExhausted, "the answer was dropped: twice as many bytes of answers wait for callers as should")
  }

  static func unknownMethod(_ path: String) -> RPCError {
    RPCError(.unimplemented, "there is no method \(path.prefix(200)) here")
  }
}
