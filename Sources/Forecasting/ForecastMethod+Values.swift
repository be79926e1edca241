extension ForecastMethod {
  /// Months that the in-season mean looks back: two years, so that what a product sold long ago is forgotten.
  static let meanMonthsMax = 24

  /// The method's forecasts of the `MonthlySeries.horizonMax` months after a series: 0 out of season, never negative.
  func values(after series: MonthlySeries, pattern: SalesPattern) -> [Double] {
    let known = series.inSeasonPlaces
    let ahead = (0..<MonthlySeries.horizonMax).map { series.count + $0 }
    let forecasts: [Double]
    switch self {
    case .seasonalNaive:
      forecasts = ahead.map { place in
        Self.yearAgo(series, of: place)
          ?? Self.meanLevel(series, known, pattern) * pattern.multiplier(series, at: place)
      }
    case .inSeasonMean:
      let level = Self.meanLevel(series, known, pattern)
      forecasts = ahead.map { level * pattern.multiplier(series, at: $0) }
    case .exponentialSmoothing:
      let plain = known.map { series.values[$0] / pattern.multiplier(series, at: $0) }
      let level = Smoothing.level(plain, alpha: Smoothing.bestAlpha(plain))
      forecasts = ahead.map { level * pattern.multiplier(series, at: $0) }
    case .crostonSBA:
      let level = Smoothing.crostonSBA(known.map { series.values[$0] }, alpha: Smoothing.intermittentAlpha)
      forecasts = ahead.map { _ in level }
    case .crostonTSB:
      let level = Smoothing.crostonTSB(
        known.map { series.values[$0] },
        sizeAlpha: Smoothing.intermittentAlpha,
        chanceAlpha: Smoothing.intermittentAlpha
      )
      forecasts = ahead.map { _ in level }
    }
    return zip(ahead, forecasts).map { place, value in series.isInSeason[place] ? value : 0 }
  }

  /// The value a year before a place; nil when it is not known, or the month was out of season then.
  static func yearAgo(_ series: MonthlySeries, of place: Int) -> Double? {
    let before = place - 12
    return series.values.indices.contains(before) && series.isInSeason[before] ? series.values[before] : nil
  }

  /// The mean month, freed from the pattern: sales of the months over the sum of their multipliers.
  private static func meanLevel(_ series: MonthlySeries, _ known: [Int], _ pattern: SalesPattern) -> Double {
    let recent = known.filter { $0 >= series.count - meanMonthsMax }
    var sales = 0.0
    var multipliers = 0.0
    for place in recent.isEmpty ? known : recent {
      sales += series.values[place]
      multipliers += pattern.multiplier(series, at: place)
    }
    return multipliers > 0 ? sales / multipliers : 0
  }
}
