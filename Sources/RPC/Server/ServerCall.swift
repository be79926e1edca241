internal import Logging
internal import Messages
internal import Synchronization
internal import Wire

/// A call that is answered by a task, from its OPEN until its handler has returned.
///
/// Unchecked: mutable state is touched on the connection's loop only. The handler's task runs there by its executor
/// preference; where it may be elsewhere (`finish`, `write`), the first thing done is a check and, if need be, a hop.
final class ServerCall: @unchecked Sendable {
  let connection: ServerConnection
  let slot: Int
  let stream: UInt32
  let method: RegisteredMethod
  let context: CallContext
  /// The request while it arrives in parts.
  var assembly = MessageAssembly()
  /// Bytes of it, as far as the connection counts them.
  var assemblyByteCount = 0
  /// Requests that the handler reads as they come; nil when it is given the one request.
  let requests: MessageQueue?
  /// True once the handler was started.
  var isDispatched = false
  /// True once the caller will hear nothing more of this call.
  private(set) var isOver = false
  /// True once the handler's last word is known; a large answer may still be on its way.
  private(set) var isFinished = false
  /// How far it has come.
  var progress = CallProgress()
  /// How it ends: the caller's going away, unless something else is said first.
  var outcome = CallOutcome.cancelled("the caller gave the call up")
  /// What the handler said; nil before it has, and when the call ended without its word.
  private(set) var handlerCode: StatusCode?
  /// When the handler was started.
  var handlerStartedNanoseconds: Int64
  /// Runs the handler, from when its turn has come until it has returned.
  private var handlerTask: HandlerTask?
  /// What is to be run, until its turn has come.
  private var handler: HandlerTask.Body?
  private(set) lazy var outboundStream = OutboundStream(slot: slot, stream: stream)

  var logger: Logger { connection.logger }

  init(
    connection: ServerConnection,
    slot: Int,
    stream: UInt32,
    method: RegisteredMethod,
    context: CallContext,
    requests: MessageQueue? = nil
  ) {
    self.connection = connection
    self.slot = slot
    self.stream = stream
    self.method = method
    self.context = context
    self.requests = requests
    handlerStartedNanoseconds = context.state.startedNanoseconds
  }

  /// Runs the handler in a task on the loop's run queue. `body` ends with one of the `finish` functions.
  func run(_ body: @escaping HandlerTask.Body) {
    connection.handlerStarted(self)
    handler = body
    connection.runQueue.handlerTasks.run(self)
  }

  /// The handler's turn has come: takes it. On the loop.
  func handlerBegins(in task: HandlerTask) -> HandlerTask.Body? {
    handlerTask = task
    defer { handler = nil }
    progress.handlerStartedNanoseconds = connection.runQueue.latestNanoseconds
    return handler
  }

  /// The handler has returned, or was not begun. On the loop.
  func handlerReturned() {
    // From now on the task is for others.
    handlerTask = nil
    connection.handlerEnded(self)
  }

  /// The caller hears nothing more: stops the handler, and wakes it where it waits to write.
  func end() {
    isOver = true
    // A handler that has said its last word needs no cancellation, which costs as much as a small answer.
    if !isFinished { handlerTask?.cancel() }
    handlerTask = nil
    if outboundStreamIsUsed { outboundStream.abandon() }
    requests?.abandon(ServerCall.overError)
  }

  private var outboundStreamIsUsed = false

  /// Answers with one message.
  func finish(_ answer: some Message) {
    guard isOnLoop else {
      connection.runQueue.driver.execute { self.finish(answer) }
      return
    }
    isFinished = true
    handlerCode = .ok
    if !isOver { connection.answer(call: self, answer) }
  }

  /// Answers with an error.
  func finish(error: RPCError) {
    guard isOnLoop else {
      connection.runQueue.driver.execute { self.finish(error: error) }
      return
    }
    isFinished = true
    handlerCode = error.code
    if !isOver { connection.answer(call: self, error: error) }
  }

  /// Ends a stream of answers well.
  func finishStream() {
    guard isOnLoop else {
      connection.runQueue.driver.execute { self.finishStream() }
      return
    }
    isFinished = true
    handlerCode = .ok
    if !isOver { connection.finishStream(self) }
  }

  /// Sends one of several answers.
  func write(_ message: some Message, isCompressed: Bool) async throws(RPCError) {
    if isOnLoop {
      if isOver { throw ServerCall.overError }
      guard let pending = try connection.write(message, call: self, isCompressed: isCompressed) else { return }
      let waiting = Confined(pending)
      // Where an executor is preferred that is not the loop, this goes on there.
      let isSent = await withCheckedContinuation { continuation in
        connection.runQueue.driver.run { self.enqueue(waiting.value, continuation) }
      }
      if !isSent { throw ServerCall.overError }
      return
    }
    try await writeFromElsewhere(message, isCompressed: isCompressed)
  }

  private func writeFromElsewhere(_ message: some Message, isCompressed: Bool) async throws(RPCError) {
    let result: Result<Void, RPCError> = await withCheckedContinuation { continuation in
      connection.runQueue.driver.execute {
        if self.isOver {
          continuation.resume(returning: .failure(ServerCall.overError))
          return
        }
        do throws(RPCError) {
          guard let pending = try self.connection.write(message, call: self, isCompressed: isCompressed) else {
            continuation.resume(returning: .success(()))
            return
          }
          pending.whenDone = { continuation.resume(returning: $0 ? .success(()) : .failure(ServerCall.overError)) }
          self.enqueue(pending)
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    try result.get()
  }

  /// Puts a message behind those that wait, and tells whether it was sent. On the loop.
  private func enqueue(_ message: OutboundMessage, _ continuation: CheckedContinuation<Bool, Never>) {
    if isOver { return continuation.resume(returning: false) }
    message.whenDone = { continuation.resume(returning: $0) }
    enqueue(message)
  }

  /// Puts a message behind those that wait. On the loop.
  func enqueue(_ message: OutboundMessage) {
    outboundStreamIsUsed = true
    message.charge(connection.answerAccount)
    outboundStream.messages.append(message)
    connection.core.enterLine(outboundStream)
  }

  /// The caller takes more. On the loop.
  func creditGranted() {
    if outboundStreamIsUsed { connection.core.enterLine(outboundStream) }
  }

  /// True when earlier messages still wait. On the loop.
  var hasWaitingMessages: Bool { outboundStreamIsUsed && !outboundStream.messages.isEmpty }

  /// The handler has taken requests. On the loop.
  func returnCredit(consumed: Int) {
    if isOver { return }
    let core = connection.core
    guard core.machine.isOpen(slot: slot, stream: stream) else { return }
    core.machine.writeCredit(slot: slot, consumed: consumed, into: &core.outbound)
    core.requestFlush()
  }

  static var overError: RPCError { RPCError(.cancelled, "the call is over: its caller is gone") }

  private var isOnLoop: Bool { connection.runQueue.driver.isCurrent }
}

extension ServerCall: RequestReader {
  func nextRequest() async throws(RPCError) -> [UInt8]? {
    guard let requests else { return nil }
    let message = try await requests.next()
    let consumed = requests.takeConsumedByteCount()
    if consumed > 0 { connection.runQueue.driver.run { self.returnCredit(consumed: consumed) } }
    guard let message else { return nil }
    context.state.isRequestCompressed.store(message.isCompressed, ordering: .relaxed)
    return try message.inflated(byteCountMax: requestBytesMax, failureCode: .invalidArgument)
  }

  /// Largest request that is accepted, in bytes.
  var requestBytesMax: Int { min(method.requestBytesMax, connection.core.limits.messageBytesMax) }
}
