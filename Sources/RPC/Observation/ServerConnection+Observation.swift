internal import Synchronization
internal import Wire

// What the observer is told of calls. On the loop.
extension ServerConnection {
  /// Answers a call with an error instead of starting it.
  func refuse(
    _ slot: Int,
    _ stream: UInt32,
    _ method: ObservedMethod,
    _ path: @autoclosure () -> String,
    _ error: RPCError
  ) {
    noteRefusal(stream, method, path(), error, isShed: error.isShed)
    answer(slot: slot, error: error)
  }

  func noteRefusal(
    _ stream: UInt32,
    _ method: ObservedMethod,
    _ path: @autoclosure () -> String,
    _ error: RPCError,
    isShed: Bool
  ) {
    startedCallCount &+= 1
    if isShed { runQueue.noteShed() }
    guard let observer else { return }
    observer.callRefused(
      CallRefusal(
        method: method,
        path: path(),
        peer: core.peer,
        callerKey: core.facts.callerKey,
        stream: stream,
        code: error.code,
        message: error.message,
        isShed: isShed,
        arrivedNanoseconds: core.lastReceivedNanoseconds,
        endedNanoseconds: runQueue.readClock()
      )
    )
  }

  func noteStart(of state: CallState) {
    startedCallCount &+= 1
    observer?.callStarted(state)
  }

  /// The end of a call that was answered at once.
  func noteEnd(of state: CallState, _ outcome: CallOutcome, _ requestByteCount: Int, _ sentByteCount: Int) {
    guard let observer else { return }
    var progress = CallProgress()
    progress.received(requestByteCount, completesMessage: true)
    if outcome.code == .ok { progress.sent(sentByteCount) }
    observer.callEnded(state, CallEnd(outcome, progress, endedNanoseconds: runQueue.readClock()))
  }

  func noteEnd(of call: ServerCall) {
    guard let observer else { return }
    observer.callEnded(
      call.context.state,
      CallEnd(call.outcome, call.progress, endedNanoseconds: runQueue.readClock())
    )
  }
}

extension CallEnd {
  init(_ outcome: CallOutcome, _ progress: CallProgress, endedNanoseconds: Int64) {
    code = outcome.code
    message = outcome.message
    isShed = outcome.isShed
    source = outcome.source
    self.progress = progress
    self.endedNanoseconds = endedNanoseconds
  }
}

extension CallState: ObservedCall {
  var observedMethod: ObservedMethod { method.map { .registered($0.number) } ?? .other }

  var isRelayed: Bool { false }

  var hasOneResponse: Bool { method?.kind.hasOneResponse ?? true }

  var peer: String { connection.peer }

  var callerKey: String { Caller.key(caller, connectionKey: connection.callerKey) }

  /// Nothing: a call that is answered at once has no parts.
  var progress: CallProgress { CallProgress() }
}

extension MethodKind {
  var hasOneResponse: Bool { self == .unary || self == .clientStreaming }
}
