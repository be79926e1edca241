/// What the failed attempts of a call say together.
struct FailureHistory: Sendable {
  /// Codes that say nothing of the request itself: what was not processed may be repeated after them.
  private static let passingCodes: StatusCodeSet = [.unavailable, .resourceExhausted]

  private(set) var attemptsFailed = 0
  private var mayBeProcessed = false
  private(set) var last: RPCError?

  mutating func note(_ error: RPCError) {
    attemptsFailed += 1
    if !error.isNotProcessed { mayBeProcessed = true }
    last = error
  }

  /// Whether a failure may be repeated at all.
  /// - Parameters:
  ///   - codes: codes that may pass by themselves.
  ///   - isSafe: whether the method may be processed twice.
  static func isRepeatable(_ error: RPCError, codes: StatusCodeSet, isSafe: Bool) -> Bool {
    if error.isNotRetryable { return false }
    if error.isNotProcessed && (passingCodes.contains(error.code) || codes.contains(error.code)) { return true }
    return isSafe && codes.contains(error.code)
  }

  /// The error that the caller gets. When there were several attempts, or should have been but for the budget, nobody
  /// above repeats the call once more: exactly one layer repeats.
  func final(_ error: RPCError, isBudgetSpent: Bool = false) -> RPCError {
    var final = error
    if mayBeProcessed { final.isNotProcessed = false }
    if attemptsFailed > 1 || isBudgetSpent { final.isNotRetryable = true }
    return final
  }
}
