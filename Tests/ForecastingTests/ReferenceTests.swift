import DomainPrimitives
import Testing

@testable import Forecasting

/// The methods beside a published implementation, on series like those of the M5 competition.
@Suite("The methods as published")
struct ReferenceTests {
  private func ours(_ answer: ReferenceSeries.Answer, _ values: [Double]) throws -> [Double]? {
    let series = try MonthlySeries(firstMonth: month("2015-01"), values: values, seasons: .allYear)
    let first = answer.parameters[0]
    let flat: Double
    switch answer.method {
    case "seasonal_naive": return ForecastMethod.seasonalNaive.values(after: series, pattern: .none)
    case "window_average": return ForecastMethod.inSeasonMean.values(after: series, pattern: .none)
    case "ses": flat = Smoothing.level(values, alpha: first)
    case "croston": flat = Smoothing.croston(values, alpha: first)
    case "croston_sba": return ForecastMethod.crostonSBA.values(after: series, pattern: .none)
    case "tsb": flat = Smoothing.crostonTSB(values, sizeAlpha: first, chanceAlpha: answer.parameters[1])
    default: return nil
    }
    return [flat, flat, flat]
  }

  @Test("seasonal naive, means, exponential smoothing, Croston, SBA and TSB forecast what statsforecast does, to 1e-9")
  func equalToReference() throws {
    let all = try ReferenceSeries.all()
    #expect(all.count == 60)
    var compared: [String: Int] = [:]
    for reference in all {
      for answer in reference.answers {
        let where_ = "series \(reference.name), \(answer.method) \(answer.parameters)"
        let forecast = try #require(try ours(answer, reference.values), "\(where_)")
        for (ours, theirs) in zip(forecast, answer.months) {
          #expect(abs(ours - theirs) <= 1e-9 * max(1, abs(theirs)), "\(where_): \(ours), reference \(theirs)")
        }
        compared[answer.method, default: 0] += answer.months.count
      }
    }
    #expect(
      compared == [
        "seasonal_naive": 180, "window_average": 180, "ses": 720, "croston": 180, "croston_sba": 180, "tsb": 540,
      ]
    )
  }

  @Test("the smoothing constant is the one with the least squared error of one-step forecasts")
  func bestAlpha() throws {
    for reference in try ReferenceSeries.all() {
      let errors = (1...9).map { tenths in
        (1..<reference.values.count).reduce(0.0) { sum, place in
          let level = Smoothing.level(Array(reference.values.prefix(place)), alpha: Double(tenths) / 10)
          return sum + (reference.values[place] - level) * (reference.values[place] - level)
        }
      }
      let least = try #require(errors.min())
      let chosen = Int((Smoothing.bestAlpha(reference.values) * 10).rounded())
      #expect(errors[chosen - 1] <= least * (1 + 1e-12), "series \(reference.name)")
    }
  }

  @Test("sales count as coming now and then from an interval of 1.32 months on")
  func intermittent() {
    // 25 months with sales: the last of them at 33 months (1.32) or 32 (1.28).
    let at = { (months: Int) in
      [Double](repeating: 1, count: 24) + [Double](repeating: 0, count: months - 25) + [1, 0, 0]
    }
    #expect(Smoothing.isIntermittent(at(33)))
    #expect(!Smoothing.isIntermittent(at(32)))
    #expect(!Smoothing.isIntermittent([0, 0, 0]))
  }

  @Test("nothing sold is a forecast of nothing, by every method")
  func nothingSold() throws {
    let series = try MonthlySeries(
      firstMonth: month("2021-01"),
      values: [Double](repeating: 0, count: 20),
      seasons: .allYear
    )
    for method in ForecastMethod.allCases {
      #expect(method.values(after: series, pattern: .none) == [0, 0, 0], "\(method)")
      #expect(method.values(after: series.prefix(0), pattern: .none) == [0, 0, 0], "\(method)")
    }
  }
}
