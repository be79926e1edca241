/// What errors of a series are measured by: how far its months were from the same ones a year before. Over the whole
/// series, so that all methods and origins have one measure.
struct SeasonalScale: Hashable, Sendable {
  /// Mean absolute and mean squared difference.
  let absolute: Double
  let squared: Double

  /// Of the months in season that were so a year before too; nil when there are none.
  init?(_ series: MonthlySeries) {
    var absolute = 0.0
    var squared = 0.0
    var count = 0.0
    for place in series.inSeasonPlaces {
      guard let before = ForecastMethod.yearAgo(series, of: place) else { continue }
      let difference = series.values[place] - before
      absolute += abs(difference)
      squared += difference * difference
      count += 1
    }
    guard count > 0 else { return nil }
    self.absolute = absolute / count
    self.squared = squared / count
  }
}
