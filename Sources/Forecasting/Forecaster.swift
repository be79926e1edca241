/// Forecasts series of sales, one by one, with the pattern of all of them.
///
/// Seasonal naive is published unless another method had a lower MASE over at least `comparisonsMin` forecasts of the
/// last year; where a series knows no year, the in-season mean stands in for it. Everything scales with its series:
/// ten times the sales give ten times the forecast.
public struct Forecaster: Sendable {
  /// Months in season without which nothing is forecast.
  public static let knownMonthsMin = 3
  /// Forecasts compared with what came, without which seasonal naive stays.
  public static let comparisonsMin = 6

  /// By months before the last one: what all products told then.
  private let patterns: [SalesPattern]

  /// - Parameter pool: All series there are, whatever is asked for, so that every selection of them is forecast the
  ///   same. They and the series to forecast end in the same month.
  public init(pool: [MonthlySeries]) {
    patterns = (0...RollingForecasts.originsMax).map { monthsBack in
      SalesPattern(pool: pool, counts: pool.map { max(0, $0.count - monthsBack) })
    }
  }

  /// The forecast of a series. Throws `ForecastRefusal`.
  /// - Parameter months: 1 to `MonthlySeries.horizonMax`; held to that.
  public func forecast(_ series: MonthlySeries, months: Int) throws(ForecastRefusal) -> SeriesForecast {
    let known = series.inSeasonPlaces.map { series.values[$0] }
    guard series.values.contains(where: { $0 > 0 }) else { throw .neverSold }
    guard known.count >= Self.knownMonthsMin else { throw .seriesTooShort }
    // Without a whole year there is nothing a year ago.
    guard series.count >= 12 else {
      return SeriesForecast(
        values: values(.inSeasonMean, series, months),
        method: .inSeasonMean,
        accuracies: [],
        isBaselineBest: false,
        rolling: rolling(.inSeasonMean, series)
      )
    }
    let scale = SeasonalScale(series)
    let baseline = evaluated(.seasonalNaive, series, scale)
    var best = baseline
    if let measure = baseline.accuracy, measure.comparisonCount >= Self.comparisonsMin {
      for method in Self.candidates(known) {
        let candidate = evaluated(method, series, scale)
        guard let mase = candidate.accuracy?.mase, mase < best.accuracy?.mase ?? 0 else { continue }
        best = candidate
      }
    }
    let isBaselineBest = best.method == .seasonalNaive
    return SeriesForecast(
      values: values(best.method, series, months),
      method: best.method,
      accuracies: [best.accuracy, isBaselineBest ? nil : baseline.accuracy].compactMap { $0 },
      isBaselineBest: isBaselineBest,
      rolling: best.rolling
    )
  }

  private struct Evaluated {
    let method: ForecastMethod
    let rolling: RollingForecasts
    let accuracy: ForecastAccuracy?
  }

  private func evaluated(_ method: ForecastMethod, _ series: MonthlySeries, _ scale: SeasonalScale?) -> Evaluated {
    let forecasts = rolling(method, series)
    return Evaluated(
      method: method,
      rolling: forecasts,
      accuracy: ForecastAccuracy(method, forecasts, scale: scale)
    )
  }

  /// Methods that seasonal naive is compared with: for sales now and then those made for them.
  private static func candidates(_ known: [Double]) -> [ForecastMethod] {
    Smoothing.isIntermittent(known)
      ? [.inSeasonMean, .crostonSBA, .crostonTSB] : [.inSeasonMean, .exponentialSmoothing]
  }

  private func rolling(_ method: ForecastMethod, _ series: MonthlySeries) -> RollingForecasts {
    RollingForecasts(method, on: series, patterns: patterns)
  }

  private func values(_ method: ForecastMethod, _ series: MonthlySeries, _ months: Int) -> [Double] {
    let months = min(max(months, 1), MonthlySeries.horizonMax)
    return Array(method.values(after: series, pattern: patterns[0]).prefix(months))
  }
}
