/// The 10 % and 90 % quantiles of relative errors, by horizon.
public struct ErrorQuantiles: Hashable, Sendable {
  struct Pair: Hashable, Sendable {
    let low: Double
    let high: Double
  }

  let byHorizon: [Pair?]

  /// Whether there were enough errors.
  public var isKnown: Bool { byHorizon.contains { $0 != nil } }

  /// Between what a forecast is meant to come true, never below 0; nil when there were too few errors, and for a
  /// forecast of nothing.
  /// - Parameter horizon: Months ahead, 1 to 3.
  public func interval(around forecast: Double, horizon: Int) -> ClosedRange<Double>? {
    guard forecast > 0, byHorizon.indices.contains(horizon - 1), let pair = byHorizon[horizon - 1] else { return nil }
    // What came was never below 0, so an error is never below −1.
    let low = max(0, forecast * (1 + pair.low))
    return low...max(low, forecast * (1 + pair.high))
  }
}
