internal import Logging
internal import Synchronization
internal import Wire

/// Lines about handlers that failed for reasons that are no business of their callers. There are only so many of them:
/// a store that is out of order fails every call.
final class FailureLog: Sendable {
  /// That of this process.
  static let process = FailureLog()

  private static let rate = RateLimit(perSecond: 1, burst: 20)

  private struct State: Sendable {
    var cap = RateCap(FailureLog.rate, nowNanoseconds: 0)
    var leftOutCount = 0
  }

  private let began = ContinuousClock.now
  private let state = Mutex(State())

  /// Writes a line, unless there were too many.
  func note(_ reason: String, path: String, logger: Logger) {
    let now = (ContinuousClock.now - began).nanosecondsClamped
    let leftOutCount = state.withLock { state -> Int? in
      guard state.cap.take(nowNanoseconds: now) else {
        state.leftOutCount += 1
        return nil
      }
      defer { state.leftOutCount = 0 }
      return state.leftOutCount
    }
    guard let leftOutCount else { return }
    var metadata: Logger.Metadata = ["method": "\(path)", "error": "\(reason)"]
    if leftOutCount > 0 { metadata["left_out"] = "\(leftOutCount)" }
    logger.error("a handler failed", metadata: metadata)
  }
}
