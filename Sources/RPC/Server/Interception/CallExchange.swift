internal import Synchronization

/// The outermost exchange: the call itself.
final class CallExchange: ServerExchange {
  private struct State {
    var request: [UInt8]?
    var answer: [UInt8]?
  }

  private let call: ServerCall
  /// Whether the caller gets one answer, at the end.
  private let hasOneAnswer: Bool
  private let state: Mutex<State>

  /// - Parameter request: the one request; nil when they are read as they come.
  init(_ call: ServerCall, request: [UInt8]?, hasOneAnswer: Bool) {
    self.call = call
    self.hasOneAnswer = hasOneAnswer
    state = Mutex(State(request: request))
  }

  var context: CallContext { call.context }

  func nextRequest() async throws(RPCError) -> [UInt8]? {
    if call.requests != nil { return try await call.nextRequest() }
    return state.withLock { $0.request.take() }
  }

  func write(_ answer: [UInt8], isCompressed: Bool) async throws(RPCError) {
    if !hasOneAnswer { return try await call.write(AnswerBytes(answer), isCompressed: isCompressed) }
    let isFirst = state.withLock { state in
      if state.answer != nil { return false }
      state.answer = answer
      return true
    }
    if !isFirst { throw RPCError(.internalError, "\(context.path) was answered twice; it has one answer") }
    context.compressesResponses = isCompressed
  }

  /// Runs a handler with its interceptors, and ends the call.
  func run(_ handler: RegisteredMethod.ExchangeHandler) async {
    do {
      try await handler(self)
      if !hasOneAnswer { return call.finishStream() }
      guard let answer = state.withLock({ $0.answer }) else {
        throw RPCError(.internalError, "\(context.path) was not answered")
      }
      call.finish(AnswerBytes(answer))
    } catch {
      call.finish(error: RPCError(thrown: error, path: context.path, logger: call.logger))
    }
  }
}
