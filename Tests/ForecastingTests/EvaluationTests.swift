import DomainPrimitives
import TestSupport
import Testing

@testable import Forecasting

/// How forecasts of the past are measured, and what intervals come from.
@Suite("The rolling evaluation")
struct EvaluationTests {
  private let noPatterns = [SalesPattern](repeating: .none, count: RollingForecasts.originsMax + 1)

  private func rolling(_ method: ForecastMethod, _ series: MonthlySeries) -> RollingForecasts {
    RollingForecasts(method, on: series, patterns: noPatterns)
  }

  @Test("a forecast of the past knows nothing of what came after it", arguments: 1...20)
  func noLookAhead(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let values = (0..<40).map { _ in Double(generator.below(100)) }
    let place = 27 + generator.below(13)
    var changed = values
    for later in place..<40 { changed[later] += 1000 }
    for method in ForecastMethod.allCases {
      let before = rolling(method, try Samples.series(values))
      let after = rolling(method, try Samples.series(changed))
      for cell in before.cells.indices {
        let origin = 40 - (cell / MonthlySeries.horizonMax + 1)
        guard origin <= place else { continue }
        #expect(
          before.cells[cell]?.forecast == after.cells[cell]?.forecast,
          "seed \(seed), \(method), origin \(origin)"
        )
      }
    }
  }

  @Test("twelve origins are looked at, and those with six months in season known")
  func origins() throws {
    let long = rolling(.inSeasonMean, try Samples.series([Double](repeating: 1, count: 40)))
    #expect(long.cells.compactMap { $0 }.count == 12 * 3 - 3)
    let short = rolling(.inSeasonMean, try Samples.series([Double](repeating: 1, count: 8)))
    // After 6 months two have come, after 7 one.
    #expect(short.cells.compactMap { $0 }.count == 3)
    #expect(short.comparable.isEmpty)
    let window = try SeasonWindow(firstMonth: 1, lastMonth: 6)
    let half = try Samples.series([Double](repeating: 1, count: 12), seasons: SeasonWindows([window]))
    #expect(rolling(.inSeasonMean, half).cells.compactMap { $0 }.count == 3 * 4 + 3)
    #expect(rolling(.inSeasonMean, half.prefix(6)).cells.compactMap { $0 }.isEmpty)
  }

  @Test("errors are measured by seasonal naive's own within the series, and the sign of the bias tells too much")
  func accuracy() throws {
    // Every year 10 more a month: seasonal naive is off by 10, always too low.
    let series = try Samples.series((0..<36).map { 100 + Double($0 / 12) * 10 })
    let accuracy = try #require(
      ForecastAccuracy(.seasonalNaive, rolling(.seasonalNaive, series), scale: SeasonalScale(series))
    )
    #expect(accuracy.comparisonCount == 33)
    #expect(abs(accuracy.mase - 1) < 1e-12)
    #expect(abs(accuracy.rmsse - 1) < 1e-12)
    #expect(abs(accuracy.bias + 1) < 1e-12)
  }

  @Test("a series that repeats itself exactly has no scale: seasonal naive is without fault, others have no number")
  func exactSeason() throws {
    let series = try Samples.series((0..<36).map { Double($0 % 12) })
    let scale = SeasonalScale(series)
    let baseline = ForecastAccuracy(.seasonalNaive, rolling(.seasonalNaive, series), scale: scale)
    #expect(baseline?.mase == 0 && baseline?.rmsse == 0 && baseline?.bias == 0)
    #expect(ForecastAccuracy(.inSeasonMean, rolling(.inSeasonMean, series), scale: scale) == nil)
    let forecast = try Forecaster(pool: []).forecast(series, months: 3)
    #expect(forecast.values == [0, 1, 2])
    #expect(forecast.isBaselineBest)
  }

  @Test("sums of the past are sums of the same series on both sides")
  func sums() throws {
    let long = rolling(.seasonalNaive, try Samples.series((0..<36).map(Double.init)))
    let short = rolling(.inSeasonMean, try Samples.series([Double](repeating: 7, count: 8), from: "2022-05"))
    var sum = RollingForecasts()
    sum.add(long)
    sum.add(short)
    // One month back both could be forecast (23 and 7), three months back one of them.
    #expect(sum.cells[0]?.forecast == 30)
    #expect(sum.cells[0]?.actual == 42)
    #expect(sum.cells[6] == long.cells[6])
  }

  @Test("the interval holds the middle eight of ten errors, and needs twenty of them")
  func intervals() throws {
    func pool(_ count: Int) -> PooledErrors {
      var errors = PooledErrors()
      for place in 0..<count {
        var rolling = RollingForecasts()
        // Off by −50 %, −49 % … +50 %, one month ahead.
        let series = MonthlySeriesPair(forecast: 100, actual: 50 + Double(place))
        rolling.add(series.rolling)
        errors.add(rolling)
      }
      return errors
    }
    #expect(pool(19).quantiles().interval(around: 100, horizon: 1) == nil)
    let interval = try #require(pool(101).quantiles().interval(around: 200, horizon: 1))
    #expect(abs(interval.lowerBound - 120) < 1e-9 && abs(interval.upperBound - 280) < 1e-9)
    // Horizons without errors of their own take all of them.
    #expect(pool(101).quantiles().interval(around: 200, horizon: 3) == interval)
    #expect(pool(101).quantiles().interval(around: 0, horizon: 1) == nil)
    #expect(pool(101).quantiles().interval(around: 200, horizon: 4) == nil)
  }
}
