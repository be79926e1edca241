/// What all attempts of a call have in common.
struct AttemptPlan: Sendable {
  private let base: CallOptions
  private let driver: any LoopDriver
  /// When the time for the call is over; nil = never.
  let deadlineNanoseconds: Int64?

  /// The time of the options begins to run.
  init(_ options: CallOptions, _ driver: any LoopDriver) {
    var base = options
    base.repeatsUnprocessed = false
    base.trail = options.trail ?? AttemptTrail()
    self.base = base
    self.driver = driver
    deadlineNanoseconds = options.timeout.map { driver.nowNanoseconds + $0.nanosecondsClamped }
  }

  /// What an attempt is sent with.
  /// - Parameter number: 1 for the first attempt.
  /// - Throws: DEADLINE_EXCEEDED when no time is left.
  func options(attempt number: Int) throws(RPCError) -> AttemptOptions {
    var options = base
    options.attempt = UInt8(clamping: Int(base.attempt) + number - 1)
    if number > 1, let deadlineNanoseconds {
      let left = deadlineNanoseconds - driver.nowNanoseconds
      if left <= 0 { throw RPCError(.deadlineExceeded, "the time for the call ran out before its next attempt") }
      options.timeout = .nanoseconds(left)
    }
    return AttemptOptions(options: options, number: number)
  }
}
