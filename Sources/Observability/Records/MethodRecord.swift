internal import CoreMetrics
internal import RPC

/// What became of the calls of one method. Touched on the server's loop only.
final class MethodRecord {
  let path: String
  /// Calls that arrived, those that were turned away included.
  var startedCount: UInt64 = 0
  private(set) var failedCount: UInt64 = 0
  private(set) var durationNanoseconds: UInt64 = 0
  private(set) var durations = DurationCounts()
  /// A histogram of durations for each status, made when the status first occurs.
  private var timers: StatusTimers

  init(path: String, timers: StatusTimers) {
    self.path = path
    self.timers = timers
  }

  /// Counts the end of a call.
  func ended(_ code: StatusCode, durationNanoseconds: Int64, isShed: Bool) {
    let duration = max(0, durationNanoseconds)
    if code != .ok && !isShed { failedCount &+= 1 }
    self.durationNanoseconds &+= UInt64(duration)
    // What was turned away at once says nothing about how long calls take.
    if !isShed { durations.add(nanoseconds: duration) }
    timers.record(duration, code)
  }
}
