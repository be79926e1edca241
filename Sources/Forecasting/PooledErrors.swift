/// How far forecasts were off in the past, relative to themselves, pooled over many series (or sums): what intervals
/// are drawn from. A single series has seen too few months to tell.
///
/// Of ten forecasts eight came true between the 10 % and the 90 % quantile of (what came − forecast) ÷ forecast. Where
/// the method was biased, so is the interval: it may lie beside the forecast.
public struct PooledErrors: Hashable, Sendable {
  /// Errors that it takes to tell quantiles.
  public static let errorsMin = 20
  /// Errors that are kept for each horizon; more tell nothing new, and memory is bounded.
  static let errorsMax = 200_000

  /// By horizon, the next month first.
  private var errors = [[Double]](repeating: [], count: MonthlySeries.horizonMax)

  /// None.
  public init() {}

  /// Adds what was forecast in the past. Forecasts of nothing have no relative error.
  public mutating func add(_ rolling: RollingForecasts) {
    for place in errors.indices {
      for cell in rolling.cells(horizon: place + 1) where cell.forecast > 0 && errors[place].count < Self.errorsMax {
        errors[place].append((cell.actual - cell.forecast) / cell.forecast)
      }
    }
  }

  /// The quantiles by horizon. A horizon with too few errors of its own takes those of all.
  public func quantiles() -> ErrorQuantiles {
    let all = Self.quantiles(errors.flatMap { $0 })
    return ErrorQuantiles(byHorizon: errors.map { Self.quantiles($0) ?? all })
  }

  /// Linear between the two nearest; nil when there are too few.
  private static func quantiles(_ errors: [Double]) -> ErrorQuantiles.Pair? {
    guard errors.count >= errorsMin else { return nil }
    let sorted = errors.sorted()
    func quantile(_ share: Double) -> Double {
      let position = share * Double(sorted.count - 1)
      let below = Int(position)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
    }
    return ErrorQuantiles.Pair(low: quantile(0.1), high: quantile(0.9))
  }
}
