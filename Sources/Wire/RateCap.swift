/// Holds something to a `RateLimit`, as a token bucket, full at first and refilled by time. Beside the bucket stands
/// what was earned: work that explains so many of it. A value; it is told the time.
public struct RateCap: Sendable {
  private static let nanosecondsPerSecond: Int64 = 1_000_000_000
  /// Longer rests fill no more than a bucket of any size; keeps the arithmetic below 2^63.
  private static let restSecondsMax: Int64 = 3_600

  /// Most that can be earned and kept. Earning is noticed only with the next `take`, perhaps for much work at once, so
  /// it is not bound to the bucket's size.
  public static let earnedMax = 1 << 20

  /// The limit that is held.
  public let limit: RateLimit
  /// What is left, in tokens of 10^-9, so that short intervals are not lost to rounding.
  private var level: Int64
  private var filledNanoseconds: Int64

  /// A full bucket.
  public init(_ limit: RateLimit, nowNanoseconds: Int64) {
    precondition((0...1_000_000).contains(limit.perSecond) && (1...1_000_000_000).contains(limit.burst))
    self.limit = limit
    level = Int64(limit.burst) * RateCap.nanosecondsPerSecond
    filledNanoseconds = nowNanoseconds
  }

  private var earnedCount = 0

  /// How many would be allowed now, as of the last `take`.
  public var tokenCount: Int { earnedCount + Int(level / RateCap.nanosecondsPerSecond) }

  /// Counts one more; false when that is more than the limit allows.
  /// - Parameter nowNanoseconds: the present, never before an earlier one.
  public mutating func take(nowNanoseconds: Int64) -> Bool {
    let rest = min(nowNanoseconds - filledNanoseconds, RateCap.restSecondsMax * RateCap.nanosecondsPerSecond)
    if rest > 0 {
      filledNanoseconds = nowNanoseconds
      let full = Int64(limit.burst) * RateCap.nanosecondsPerSecond
      level = min(level + rest * Int64(limit.perSecond), full)
    }
    if earnedCount > 0 {
      earnedCount -= 1
      return true
    }
    if level < RateCap.nanosecondsPerSecond { return false }
    level -= RateCap.nanosecondsPerSecond
    return true
  }

  /// Allows `count` more, 0 or more: work was done that explains them.
  public mutating func earn(_ count: Int) {
    earnedCount = min(earnedCount + min(count, RateCap.earnedMax), RateCap.earnedMax)
  }
}
