/// Where the present comes from; tests move it by hand.
public protocol TimeSource: Sendable {
  /// Nanoseconds since an arbitrary start, never going back.
  var nowNanoseconds: Int64 { get }
}

/// The system's monotonic clock.
public struct SystemTimeSource: TimeSource {
  private static let start = ContinuousClock.now

  /// The system's monotonic clock.
  public init() {}

  /// Nanoseconds since this program first asked.
  public var nowNanoseconds: Int64 {
    (ContinuousClock.now - SystemTimeSource.start).nanosecondsClamped
  }
}

extension Duration {
  /// Whole nanoseconds, at most about 146 years either way, so that sums of two do not overflow.
  public var nanosecondsClamped: Int64 {
    let limit = Int64.max / 4
    let (seconds, attoseconds) = components
    if seconds > limit / 1_000_000_000 { return limit }
    if seconds < -limit / 1_000_000_000 { return -limit }
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
  }
}
