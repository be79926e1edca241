import DomainPrimitives
import TestSupport

@testable import Forecasting

/// The month written "YYYY-MM".
func month(_ text: String) -> CivilMonth {
  guard let month = try? CivilMonth(parsing: text) else { preconditionFailure("'\(text)' is not a month") }
  return month
}

/// Series for the tests.
enum Samples {
  static func series(
    _ values: [Double],
    from first: String = "2020-01",
    seasons: SeasonWindows = .allYear
  ) throws -> MonthlySeries {
    try MonthlySeries(firstMonth: month(first), values: values, seasons: seasons)
  }

  /// A series of any kind that ends in a month: none, rare or steady sales, all year or in a season.
  static func random(_ generator: inout SeededGenerator, through last: CivilMonth) throws -> MonthlySeries {
    let count = generator.within(0, 72)
    let percent = generator.pick([0, 10, 40, 100])
    let level = generator.pick([0.001, 1, 80, 1e6])
    let values = (0..<count).map { _ in
      generator.chance(percent) ? level * Double(generator.within(1, 400)) / 100 : 0
    }
    let window = try SeasonWindow(firstMonth: generator.within(1, 12), lastMonth: generator.within(1, 12))
    return try MonthlySeries(
      firstMonth: last.adding(months: 1 - count),
      values: values,
      seasons: generator.chance(50) ? .allYear : SeasonWindows([window])
    )
  }

  /// Steady sales of 100 a month with a multiple of them before Tết.
  static func withFestival(lift: Double, months: Int, level: Double = 100, from first: String = "2019-01")
    throws -> MonthlySeries
  {
    let flat = try series([Double](repeating: level, count: months), from: first)
    return try series(flat.values.indices.map { level * (1 + lift * flat.festivalShare(at: $0)) }, from: first)
  }
}
