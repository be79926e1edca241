internal import Wire

// Whether a call is taken on. On the loop.
extension ServerConnection {
  /// Why no handler of the method may be started now; nil when one may. Nothing of the call but its method is looked
  /// at.
  func refusal(of method: RegisteredMethod) -> RPCError? {
    if answerAccount.isExhausted && !method.isExempt {
      return admission.overloaded("too many answers wait for their callers to take them")
    }
    // A handler that runs at once has returned before the next call is read.
    if case .immediate = method.handler { return nil }
    let limit = core.limits.runningHandlersMax
    if runningHandlerCount >= limit {
      return admission.overloaded("more than \(limit) calls are running on this connection")
    }
    return admission.refusal(of: method, ownCount: limitedCallCount)
  }
}
