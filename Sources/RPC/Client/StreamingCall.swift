internal import Wire

/// A call with a stream of answers, and one request or a stream of them.
///
/// Unchecked: as of its superclass, everything mutable is touched on the channel's loop only; `answers` and
/// `headers` are safe by themselves.
final class StreamingCall: BytesCall, @unchecked Sendable {
  let answers: MessageQueue
  let headers = MetadataPromise()
  private var assembly = MessageAssembly()
  /// Messages from before there was a connection.
  private var unopened: [OutboundMessage] = []
  private var isFinishedSending = false
  private var isEndSent = false

  override init(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions,
    limits: WireLimits,
    time: any TimeSource,
    observer: (any ClientObserver)?
  ) throws(RPCError) {
    answers = MessageQueue(windowBytes: limits.streamWindowBytes)
    isFinishedSending = request != nil
    isEndSent = request != nil
    try super.init(method, request: request, options: options, limits: limits, time: time, observer: observer)
  }

  // MARK: Requests, on the loop

  /// Sends a message; `whenDone` is told what became of it, perhaps at once.
  func send(_ bytes: [UInt8], isCompressed: Bool, whenDone: @escaping (RPCError?) -> Void) {
    if isOver || isFinishedSending { return whenDone(StreamingCall.overError) }
    guard case .open(let connection, let slot, _) = state else {
      return keep(bytes, whenDone: whenDone)
    }
    let core = connection.core
    if bytes.count > core.machine.peer.messageBytesMax {
      return whenDone(.messageTooLarge(bytes.count, core.machine.peer.messageBytesMax))
    }
    bytes.withUnsafeBytes { plain in
      guard isCompressed, core.machine.peer.acceptsCompressed, let smaller = MessageCompression.compressed(plain) else {
        return send(plain, isCompressed: false, core, slot, whenDone)
      }
      smaller.withUnsafeBytes { send($0, isCompressed: true, core, slot, whenDone) }
    }
  }

  private func send(
    _ bytes: UnsafeRawBufferPointer,
    isCompressed: Bool,
    _ core: ConnectionCore,
    _ slot: Int,
    _ whenDone: @escaping (RPCError?) -> Void
  ) {
    let isClear = core.hasRoom && (outboundStream?.messages.isEmpty ?? true)
    if isClear,
      let room = core.machine.reserveMessage(
        slot: slot,
        byteCount: bytes.count,
        isCompressed: isCompressed,
        into: &core.outbound
      )
    {
      room.copyMemory(from: bytes)
      core.requestFlush()
      return whenDone(nil)
    }
    let message = OutboundMessage(copying: bytes, isCompressed: isCompressed)
    message.whenDone = { whenDone($0 ? nil : StreamingCall.overError) }
    send(message)
  }

  private func keep(_ bytes: [UInt8], whenDone: @escaping (RPCError?) -> Void) {
    // Each waits for its turn with its sender, so they are as few as the tasks that send.
    let message = bytes.withUnsafeBytes { OutboundMessage(copying: $0) }
    message.whenDone = { whenDone($0 ? nil : StreamingCall.overError) }
    unopened.append(message)
  }

  /// Ends the requests.
  func finishSending() {
    if isFinishedSending { return }
    isFinishedSending = true
    sendEnd()
  }

  private func sendEnd() {
    guard case .open(let connection, let slot, _) = state, !isEndSent else { return }
    isEndSent = true
    if let last = outboundStream?.messages.last {
      last.endsStream = true
    } else {
      connection.core.machine.writeEndOfStream(slot: slot, into: &connection.core.outbound)
      connection.core.requestFlush()
    }
  }

  override func opened() {
    let kept = unopened
    unopened = []
    for message in kept { send(message) }
    if isFinishedSending { sendEnd() }
  }

  /// Requests that were sent one by one cannot be sent again, so a call of them is not opened before it is known how
  /// many streams the peer takes.
  override var needsPeerHello: Bool { !endsWithOpenFrame }

  // MARK: Answers, on the loop

  override func receivedHeaders(_ metadata: UnsafeRawBufferPointer) throws(RPCError) {
    headers.fulfil(try BytesCall.initialMetadata(metadata))
  }

  override func received(_ header: FrameHeader, _ fragment: DataFragment, _ body: UnsafeRawBufferPointer) {
    guard fragment.hasMessage else { return }
    headers.fulfil([:])
    assembly.add(fragment, UnsafeRawBufferPointer(rebasing: body[fragment.byteOffset...]))
    if fragment.isLast { answers.append(assembly.take()) }
    returnCredit(consumed: 0)
  }

  override func closed(
    _ status: CloseStatus,
    metadata: UnsafeRawBufferPointer,
    message: UnsafeRawBufferPointer?,
    isCompressed: Bool
  ) {
    if status.code == 0 {
      if let message { answers.append(ReceivedMessage(bytes: [UInt8](message), isCompressed: isCompressed)) }
      headers.setTrailers(BytesCall.trailers(metadata))
      end(nil)
    } else {
      end(BytesCall.error(status, metadata))
    }
  }

  override func failed(_ error: RPCError) {
    end(error)
  }

  private func end(_ error: RPCError?) {
    isOver = true
    noteEnd(error)
    headers.fulfil([:])
    answers.finish(error)
    let dropped = unopened
    unopened = []
    for message in dropped { message.whenDone?(false) }
  }

  private var isOver = false

  private static var overError: RPCError {
    RPCError(.cancelled, "nothing more can be sent: the call has ended, or its requests were finished")
  }
}
