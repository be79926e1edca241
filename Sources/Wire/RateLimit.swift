/// How often something may happen: a number per second on average, and how many at once.
public struct RateLimit: Hashable, Sendable {
  /// Times per second on average, 0 or more.
  public var perSecond: Int
  /// Times at once, after a rest; 1 or more.
  public var burst: Int

  /// A limit by its numbers.
  public init(perSecond: Int, burst: Int) {
    self.perSecond = perSecond
    self.burst = burst
  }
}
