import DomainPrimitives
import TestSupport
import Testing

@testable import Forecasting

@Suite("The forecaster")
struct ForecasterTests {
  private let last = month("2024-10")

  private func alone(_ series: MonthlySeries, months: Int = 3) throws -> SeriesForecast {
    try Forecaster(pool: [series]).forecast(series, months: months)
  }

  @Test("two months are too short, three are enough, and what never sold is another refusal")
  func refusals() throws {
    #expect(throws: ForecastRefusal.seriesTooShort) { try alone(Samples.series([100, 90])) }
    #expect(try alone(Samples.series([100, 90, 110])).values == [100, 100, 100])
    #expect(throws: ForecastRefusal.neverSold) { try alone(Samples.series([])) }
    #expect(throws: ForecastRefusal.neverSold) { try alone(Samples.series([0, 0, 0, 0])) }
    let window = try SeasonWindow(firstMonth: 1, lastMonth: 2)
    #expect(throws: ForecastRefusal.seriesTooShort) {
      try alone(Samples.series([100, 90, 80, 70, 60], seasons: SeasonWindows([window])))
    }
  }

  @Test("without a year of its own a series is forecast by its mean in season, and says so")
  func shortSeries() throws {
    let forecast = try alone(Samples.series([90, 100, 110]), months: 2)
    #expect(forecast.method == .inSeasonMean)
    #expect(forecast.values == [100, 100])
    #expect(forecast.accuracies.isEmpty)
    #expect(!forecast.isBaselineBest)
  }

  @Test("from twelve months on the same month a year ago is the baseline; six comparisons may do away with it")
  func baselineComes() throws {
    let values = [1000.0, 900, 950] + [Double](repeating: 10, count: 11)
    #expect(try alone(Samples.series(Array(values.prefix(11)))).method == .inSeasonMean)
    let year = try alone(Samples.series(Array(values.prefix(12))))
    #expect(year.method == .seasonalNaive && year.isBaselineBest && year.values == [1000, 900, 950])
    // A month later it has been wrong from three origins, which is not enough to tell; two months later from six.
    let early = try alone(Samples.series(Array(values.prefix(13))))
    #expect(early.method == .seasonalNaive && early.isBaselineBest)
    #expect(early.accuracies.map(\.comparisonCount) == [3])
    let late = try alone(Samples.series(values))
    #expect(late.method == .exponentialSmoothing && !late.isBaselineBest)
    #expect(late.accuracies.map(\.comparisonCount) == [6, 6])
  }

  @Test("a season that comes every year stays with seasonal naive")
  func baselineStays() throws {
    var generator = SeededGenerator(seed: 5)
    let series = try Samples.series((0..<48).map { Double(($0 % 12) * ($0 % 12) * 10 + generator.below(5)) })
    let forecast = try alone(series)
    #expect(forecast.method == .seasonalNaive && forecast.isBaselineBest)
    #expect(forecast.values == Array(series.values[36..<39]))
    #expect(forecast.accuracies.map(\.method) == [.seasonalNaive])
  }

  @Test("a level that has changed is followed by smoothing, which then beats seasonal naive, with both errors told")
  func smoothingWins() throws {
    // Ten times as much for a year and a half, with a little noise.
    var generator = SeededGenerator(seed: 9)
    let series = try Samples.series((0..<42).map { ($0 < 26 ? 10 : 100) + Double(generator.below(3)) })
    let forecast = try alone(series)
    #expect(forecast.method == .exponentialSmoothing && !forecast.isBaselineBest)
    #expect(forecast.accuracies.map(\.method) == [.exponentialSmoothing, .seasonalNaive])
    #expect(forecast.accuracies[0].mase < forecast.accuracies[1].mase)
    for value in forecast.values { #expect((95...110).contains(value)) }
  }

  @Test("sales that come now and then are forecast by a method made for them, if at all by another than the baseline")
  func intermittentSales() throws {
    var met: Set<ForecastMethod> = []
    for seed in 1...40 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let values = [20.0] + (1..<60).map { _ in generator.chance(35) ? Double(generator.within(10, 30)) : 0 }
      let forecast = try alone(Samples.series(values))
      met.insert(forecast.method)
      #expect(forecast.method != .exponentialSmoothing, "seed \(seed)")
    }
    #expect(met.contains(.crostonSBA) && met.contains(.crostonTSB))
  }

  @Test("out of season nothing is forecast; the season of a year counts with its exceptions")
  func seasonMask() throws {
    let window = try SeasonWindow(firstMonth: 9, lastMonth: 11)
    let late = try SeasonException(firstMonth: month("2024-12"), lastMonth: month("2024-12"), isInSeason: true)
    let values = (0..<22).map { (8...10).contains($0 % 12) ? 50.0 : 0 }
    let forecast = try alone(Samples.series(values, from: "2023-01", seasons: SeasonWindows([window])))
    #expect(forecast.values == [50, 0, 0])
    let exception = try alone(
      Samples.series(values, from: "2023-01", seasons: SeasonWindows([window], exceptions: [late]))
    )
    // A year ago December was out of season, so the mean in season stands in.
    #expect(exception.values == [50, 50, 0])
  }

  @Test("the month before Tết is forecast higher, wherever Tết lies in that year")
  func festival() throws {
    // Known through October 2023; 2024's Tết is 10 February: 13 January to 9 February.
    let pool = try (0..<4).map { try Samples.withFestival(lift: 2, months: 59 - $0, from: "2019-01") }
      .map { try Samples.series(Array($0.values.prefix(55)), from: "2019-01") }
    let short = try Samples.series([100, 100, 100, 100, 100], from: "2023-07")
    let forecast = try Forecaster(pool: pool + [short]).forecast(short, months: 3)
    #expect(abs(forecast.values[0] - 100) < 1e-6)
    #expect(abs(forecast.values[1] - 100 * (1 + 2 * 19.0 / 28)) < 1e-6)
    #expect(abs(forecast.values[2] - 100 * (1 + 2 * 9.0 / 28)) < 1e-6)
  }

  @Test("ten times the sales give ten times the forecast, and the same method and errors", arguments: 1...60)
  func scaling(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let pool = try (0..<5).map { _ in try Samples.random(&generator, through: last) }
    // A power of two changes no digit of a number.
    let scaled = try pool.map { series in
      try MonthlySeries(
        firstMonth: series.firstMonth,
        values: series.values.map { $0 * 1024 },
        isInSeason: series.isInSeason
      )
    }
    let (small, large) = (Forecaster(pool: pool), Forecaster(pool: scaled))
    for (series, times) in zip(pool, scaled) {
      let forecast = try? small.forecast(series, months: 3)
      let scaledForecast = try? large.forecast(times, months: 3)
      #expect(forecast?.values.map { $0 * 1024 } == scaledForecast?.values, "seed \(seed)")
      #expect(forecast?.method == scaledForecast?.method, "seed \(seed)")
      #expect(forecast?.accuracies == scaledForecast?.accuracies, "seed \(seed)")
    }
  }

  @Test("no forecast is negative or no number, and none is made out of season", arguments: 1...60)
  func alwaysSound(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let pool = try (0..<8).map { _ in try Samples.random(&generator, through: last) }
    let forecaster = Forecaster(pool: pool)
    for series in pool {
      let months = generator.within(-1, 9)
      let forecast: SeriesForecast
      do throws(ForecastRefusal) {
        forecast = try forecaster.forecast(series, months: months)
      } catch {
        #expect((error == .neverSold) == series.values.allSatisfy { $0 == 0 }, "seed \(seed)")
        continue
      }
      #expect(forecast.values.count == min(max(months, 1), 3), "seed \(seed)")
      for (ahead, value) in forecast.values.enumerated() {
        #expect(value.isFinite && value >= 0, "seed \(seed)")
        #expect(series.isInSeason[series.count + ahead] || value == 0, "seed \(seed)")
      }
      for accuracy in forecast.accuracies {
        #expect(accuracy.mase.isFinite && accuracy.rmsse.isFinite && accuracy.bias.isFinite, "seed \(seed)")
      }
      #expect(forecast.isBaselineBest == (forecast.method == .seasonalNaive), "seed \(seed)")
    }
  }

  @Test("where another method is published it had the lower error over six comparisons or more", arguments: 1...60)
  func choice(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let series = try Samples.random(&generator, through: last)
    guard let forecast = try? alone(series), !forecast.isBaselineBest, series.count >= 12 else { return }
    #expect(forecast.accuracies.count == 2, "seed \(seed)")
    #expect(forecast.accuracies[0].mase < forecast.accuracies[1].mase, "seed \(seed)")
    #expect(forecast.accuracies.allSatisfy { $0.comparisonCount >= 6 }, "seed \(seed)")
  }

  @Test("numbers that are no series are refused by name")
  func faults() throws {
    #expect(throws: SeriesFault.tooManyMonths(361)) { try Samples.series([Double](repeating: 1, count: 361)) }
    for value in [-1, -0.001, Double.nan, .infinity, 1e17] {
      #expect(throws: SeriesFault.impossibleValue(month: month("2020-02"))) { try Samples.series([1, value]) }
    }
    let fault = #expect(throws: SeriesFault.self) {
      try MonthlySeries(firstMonth: month("2020-01"), values: [1], isInSeason: [true])
    }
    #expect(fault?.description == "the season has 1 months; give 4")
  }
}
