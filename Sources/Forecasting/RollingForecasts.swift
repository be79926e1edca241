/// Forecasts as they would have been made at each of the last months, beside what came: the rolling-origin evaluation
/// of one method on one series, or the sums of several.
///
/// All that are added up have to end in the same month.
public struct RollingForecasts: Hashable, Sendable {
  /// One forecast that has come true or not.
  struct Cell: Hashable, Sendable {
    var forecast: Double
    var actual: Double
    /// Whether the month was in season and so was the same one a year before it: where methods can be compared.
    var isComparable: Bool
  }

  /// Origins that are looked at.
  static let originsMax = 12
  /// Months in season that have to be known at an origin.
  static let knownMonthsMin = 6

  /// By origin, the youngest (one month before the last) first, then by horizon, the next month first; nil where
  /// there is none.
  private(set) var cells = [Cell?](repeating: nil, count: originsMax * MonthlySeries.horizonMax)

  /// None.
  public init() {}

  /// Those of a method. `patterns` holds what all products told at each origin, by months before the last.
  init(_ method: ForecastMethod, on series: MonthlySeries, patterns: [SalesPattern]) {
    var known = series.inSeasonPlaces.count
    for monthsBack in 1...Self.originsMax {
      let count = series.count - monthsBack
      guard count > 0 else { return }
      if series.isInSeason[count] { known -= 1 }
      guard known >= Self.knownMonthsMin else { return }
      let pattern = patterns.indices.contains(monthsBack) ? patterns[monthsBack] : .none
      let forecasts = method.values(after: series.prefix(count), pattern: pattern)
      for (ahead, forecast) in forecasts.prefix(monthsBack).enumerated() {
        let place = count + ahead
        cells[(monthsBack - 1) * MonthlySeries.horizonMax + ahead] = Cell(
          forecast: forecast,
          actual: series.values[place],
          isComparable: series.isInSeason[place] && ForecastMethod.yearAgo(series, of: place) != nil
        )
      }
    }
  }

  /// Adds another's, origin by origin: a sum holds at each origin the series that could be forecast there.
  public mutating func add(_ other: RollingForecasts) {
    for place in cells.indices {
      guard let added = other.cells[place] else { continue }
      guard let sum = cells[place] else {
        cells[place] = added
        continue
      }
      cells[place] = Cell(
        forecast: sum.forecast + added.forecast,
        actual: sum.actual + added.actual,
        isComparable: sum.isComparable || added.isComparable
      )
    }
  }

  /// Those that methods can be compared by.
  var comparable: [Cell] { cells.compactMap { $0 }.filter(\.isComparable) }

  /// Those that reach `horizon` months ahead (1 to 3).
  func cells(horizon: Int) -> [Cell] {
    stride(from: horizon - 1, to: cells.count, by: MonthlySeries.horizonMax).compactMap { cells[$0] }
  }
}
