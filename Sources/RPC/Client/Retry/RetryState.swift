/// The attempts of one call under a retry policy, as a value: told each failure, it says whether there is another
/// attempt, and when.
struct RetryState: Sendable {
  /// A pause that a server asks for is kept to up to this; a longer one ends the call, and the caller is told of it.
  static let retryAfterMaxNanoseconds: Int64 = 30_000_000_000

  private let policy: RetryPolicy
  private let deadlineNanoseconds: Int64?
  private var history = FailureHistory()
  private var pauseMilliseconds: Double

  /// - Parameter deadlineNanoseconds: when the time for the call is over; nil = never.
  init(_ policy: RetryPolicy, deadlineNanoseconds: Int64?) {
    self.policy = policy
    self.deadlineNanoseconds = deadlineNanoseconds
    pauseMilliseconds = Double(policy.pauseMinMilliseconds)
  }

  /// An attempt has failed that cannot be repeated: what the caller gets.
  mutating func ended(_ error: RPCError) -> RPCError {
    history.note(error)
    return history.final(error)
  }

  /// An attempt has failed.
  /// - Parameters:
  ///   - isSafe: whether the call may be processed twice.
  ///   - random: where the jitter comes from, 0..<1.
  mutating func failed(
    _ error: RPCError,
    isSafe: Bool,
    nowNanoseconds: Int64,
    random: Double,
    budget: inout RetryBudget
  ) -> RetryDecision {
    history.note(error)
    guard FailureHistory.isRepeatable(error, codes: policy.codes, isSafe: isSafe) else {
      return .end(history.final(error))
    }
    budget.noteFailure()
    if history.attemptsFailed >= policy.attemptsMax { return .end(history.final(error)) }
    if !budget.allows { return .end(history.final(error, isBudgetSpent: true)) }
    var pause = Int64(pauseMilliseconds * (1 + policy.jitter * (2 * random - 1)) * 1_000_000)
    if let retryAfter = error.retryAfter?.nanosecondsClamped {
      if retryAfter > RetryState.retryAfterMaxNanoseconds { return .end(history.final(error)) }
      // Those who were told the same do not come back together, and none comes early.
      pause = max(pause, retryAfter + Int64(Double(retryAfter) * policy.jitter * random))
    }
    if let deadlineNanoseconds, nowNanoseconds + pause >= deadlineNanoseconds { return .end(history.final(error)) }
    pauseMilliseconds = min(pauseMilliseconds * policy.factor, Double(policy.pauseMaxMilliseconds))
    return .again(afterNanoseconds: pause)
  }
}
