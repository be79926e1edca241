@testable import Forecasting

/// A past with one forecast, a month ahead, and what came: in-season mean on seven months.
struct MonthlySeriesPair {
  let forecast: Double
  let actual: Double

  var rolling: RollingForecasts {
    let values = [Double](repeating: forecast, count: RollingForecasts.knownMonthsMin) + [actual]
    guard let series = try? Samples.series(values) else { preconditionFailure("\(values) are no series") }
    return RollingForecasts(.inSeasonMean, on: series, patterns: [])
  }
}
