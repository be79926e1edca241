internal import NIOCore

/// When a resolver looks, in nanoseconds: a value without a clock, driven by whoever has one.
struct ResolverSchedule {
  /// Time between two looks when nothing is wrong.
  let intervalNanoseconds: Int64
  /// Least time between two looks, whatever is asked.
  let intervalMinNanoseconds: Int64
  private var lastLookNanoseconds: Int64?
  private var failureCount = 0

  init(interval: Duration, intervalMin: Duration) {
    intervalNanoseconds = max(TimeAmount(interval).nanoseconds, 1)
    intervalMinNanoseconds = min(max(TimeAmount(intervalMin).nanoseconds, 1), intervalNanoseconds)
  }

  /// A look begins.
  mutating func lookBegan(nowNanoseconds: Int64) {
    lastLookNanoseconds = nowNanoseconds
  }

  /// How long to wait for the next look after one has ended: after failures first little, then twice as long each time,
  /// at most as long as when nothing is wrong.
  mutating func pauseAfterLook(failed: Bool) -> Int64 {
    guard failed else {
      failureCount = 0
      return intervalNanoseconds
    }
    failureCount += 1
    var pause = intervalMinNanoseconds
    var doublings = failureCount - 1
    while doublings > 0 && pause < intervalNanoseconds {
      pause = pause.multipliedReportingOverflow(by: 2).overflow ? intervalNanoseconds : pause * 2
      doublings -= 1
    }
    return min(pause, intervalNanoseconds)
  }

  /// How long to wait when somebody asks for a look now.
  func pauseBeforeRefresh(nowNanoseconds: Int64) -> Int64 {
    guard let last = lastLookNanoseconds else { return 0 }
    return max(0, last + intervalMinNanoseconds - nowNanoseconds)
  }
}
