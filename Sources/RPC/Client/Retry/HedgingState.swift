/// The attempts of one call under a hedging policy, as a value. Told failures and the passing of time, it says when the
/// next attempt is sent; a success ends the call without asking it.
struct HedgingState: Sendable {
  private let policy: HedgingPolicy
  private let isSafe: Bool
  private let deadlineNanoseconds: Int64?
  private var history = FailureHistory()
  private var startedCount = 0
  private var runningCount = 0
  /// No further attempt: a server said so.
  private var isStopped = false
  /// A server asked for quiet until then.
  private var notBeforeNanoseconds = Int64.min / 4
  private var timerNumber = 0
  private var hasTimer = false

  /// - Parameters:
  ///   - isSafe: whether the call may be processed twice. If not, there is another attempt only after one that was
  ///     certainly not processed.
  ///   - deadlineNanoseconds: when the time for the call is over; nil = never.
  init(_ policy: HedgingPolicy, isSafe: Bool, deadlineNanoseconds: Int64?) {
    self.policy = policy
    self.isSafe = isSafe
    self.deadlineNanoseconds = deadlineNanoseconds
  }

  /// The call begins.
  mutating func begin(nowNanoseconds: Int64, budget: RetryBudget) -> [HedgingAction] {
    startedCount = 1
    runningCount = 1
    var actions = [HedgingAction.start]
    setDelay(nowNanoseconds, budget, &actions)
    return actions
  }

  /// The time of `setTimer` has passed.
  mutating func timerFired(
    number: Int,
    nowNanoseconds: Int64,
    budget: inout RetryBudget
  ) -> [HedgingAction] {
    guard number == timerNumber, hasTimer else { return [] }
    hasTimer = false
    var actions: [HedgingAction] = []
    startAnother(nowNanoseconds, &budget, &actions)
    if runningCount == 0, let error = history.last { return [end(error, budget)] }
    return actions
  }

  /// An attempt has failed.
  mutating func failed(_ error: RPCError, nowNanoseconds: Int64, budget: inout RetryBudget) -> [HedgingAction] {
    runningCount -= 1
    history.note(error)
    if error.isNotRetryable {
      isStopped = true
      hasTimer = false
      if runningCount > 0 && policy.nonFatalCodes.contains(error.code) { return [] }
      return [.end(final(error))]
    }
    guard FailureHistory.isRepeatable(error, codes: policy.nonFatalCodes, isSafe: isSafe) else {
      return [.end(final(error))]
    }
    var actions: [HedgingAction] = []
    if let retryAfter = error.retryAfter?.nanosecondsClamped {
      if retryAfter > RetryState.retryAfterMaxNanoseconds { isStopped = true }
      notBeforeNanoseconds = max(notBeforeNanoseconds, nowNanoseconds + retryAfter)
    }
    if nowNanoseconds >= notBeforeNanoseconds {
      startAnother(nowNanoseconds, &budget, &actions)
    } else {
      hasTimer = false
      setTimer(0, nowNanoseconds, budget, &actions)
    }
    return runningCount == 0 && !hasTimer ? [end(error, budget)] : actions
  }

  /// An attempt has ended because the caller gave the call up: what the caller gets.
  mutating func givenUp(_ error: RPCError) -> RPCError {
    runningCount -= 1
    history.note(error)
    return final(error)
  }

  private func end(_ error: RPCError, _ budget: RetryBudget) -> HedgingAction {
    .end(final(error, isBudgetSpent: !budget.allows))
  }

  /// The error that the caller gets. Attempts that have not ended may have been processed.
  private func final(_ error: RPCError, isBudgetSpent: Bool = false) -> RPCError {
    var final = history.final(error, isBudgetSpent: isBudgetSpent)
    if runningCount > 0 { final.isNotProcessed = false }
    return final
  }

  private func mayStart(_ now: Int64, _ budget: RetryBudget) -> Bool {
    !isStopped && startedCount < policy.attemptsMax && budget.allows && now < deadlineNanoseconds ?? .max
  }

  /// Sends a further attempt, which takes a token: servers that are only slow must not get twice the work for ever.
  private mutating func startAnother(_ now: Int64, _ budget: inout RetryBudget, _ actions: inout [HedgingAction]) {
    guard mayStart(now, budget) else { return }
    budget.noteFailure()
    startedCount += 1
    runningCount += 1
    actions.append(.start)
    setDelay(now, budget, &actions)
  }

  /// Plans the attempt that is sent when no answer comes.
  private mutating func setDelay(_ now: Int64, _ budget: RetryBudget, _ actions: inout [HedgingAction]) {
    hasTimer = false
    if isSafe { setTimer(Int64(policy.delayMilliseconds) * 1_000_000, now, budget, &actions) }
  }

  private mutating func setTimer(
    _ delayNanoseconds: Int64,
    _ now: Int64,
    _ budget: RetryBudget,
    _ actions: inout [HedgingAction]
  ) {
    let nanoseconds = max(delayNanoseconds, notBeforeNanoseconds - now)
    guard mayStart(now, budget), now + nanoseconds < deadlineNanoseconds ?? .max else { return }
    timerNumber += 1
    hasTimer = true
    actions.append(.setTimer(number: timerNumber, nanoseconds: nanoseconds))
  }
}
