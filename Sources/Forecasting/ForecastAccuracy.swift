/// What a method was off by in the rolling evaluation, in terms of seasonal naive's error within the series: 1 is as
/// good as that (Hyndman and Koehler 2006; the M5 competition for the squared one).
public struct ForecastAccuracy: Hashable, Sendable {
  /// The method.
  public let method: ForecastMethod
  /// Forecasts that were compared with what came.
  public let comparisonCount: Int
  /// Mean absolute scaled error.
  public let mase: Double
  /// Root mean squared scaled error.
  public let rmsse: Double
  /// Mean scaled error: above 0 when the method forecast too much.
  public let bias: Double

  /// Nil when nothing can be compared. A series that repeated itself exactly every year has no scale: there only what
  /// was forecast exactly has a number, 0.
  init?(_ method: ForecastMethod, _ rolling: RollingForecasts, scale: SeasonalScale?) {
    let cells = rolling.comparable
    guard let scale, !cells.isEmpty else { return nil }
    let errors = cells.map { $0.forecast - $0.actual }
    let count = Double(errors.count)
    let absolute = errors.reduce(0) { $0 + abs($1) } / count
    guard scale.absolute > 0 || absolute == 0 else { return nil }
    let unit = scale.absolute > 0 ? scale.absolute : 1
    self.method = method
    comparisonCount = errors.count
    mase = absolute / unit
    bias = errors.reduce(0, +) / count / unit
    let squared = errors.reduce(0) { $0 + $1 * $1 } / count
    rmsse = scale.squared > 0 ? (squared / scale.squared).squareRoot() : 0
  }
}
