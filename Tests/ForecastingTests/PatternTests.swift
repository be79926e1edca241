import DomainPrimitives
import Testing

@testable import Forecasting

/// What all products together tell: Tết and the season of the year.
@Suite("The pattern of all products")
struct PatternTests {
  @Test("the buying days before Tết fall in the months that they fall in, and add up to all of them")
  func buyingDays() {
    // 1 February 2022: 4 to 31 January. 12 February 2021: 15 January to 11 February.
    #expect(abs(LunarNewYear.share(ofMonth: 1, year: 2022) - 1) < 1e-12)
    #expect(LunarNewYear.share(ofMonth: 2, year: 2022) == 0)
    #expect(abs(LunarNewYear.share(ofMonth: 1, year: 2021) - 17.0 / 28) < 1e-12)
    #expect(abs(LunarNewYear.share(ofMonth: 2, year: 2021) - 11.0 / 28) < 1e-12)
    // 22 January 2023: from 25 December on.
    #expect(abs(LunarNewYear.share(ofMonth: 12, year: 2022) - 7.0 / 28) < 1e-12)
    for year in 2016...2040 {
      let shares =
        [LunarNewYear.share(ofMonth: 12, year: year - 1)]
        + (1...2).map { LunarNewYear.share(ofMonth: $0, year: year) }
      #expect(abs(shares.reduce(0, +) - 1) < 1e-12, "\(year)")
      for month in 3...11 { #expect(LunarNewYear.share(ofMonth: month, year: year) == 0) }
    }
    #expect(LunarNewYear.share(ofMonth: 1, year: 2014) == 0)
    #expect(LunarNewYear.share(ofMonth: 1, year: 2041) == 0)
  }

  @Test("lunar years have twelve or thirteen months, and begin between 21 January and 20 February")
  func lunarYears() throws {
    #expect(LunarNewYear.days.count == 26)
    let dates = try LunarNewYear.days.enumerated().map { offset, date in
      try CivilDate(year: 2015 + offset, month: date.month, day: date.day)
    }
    for date in dates { #expect((21...51).contains(date.month == 1 ? date.day : date.day + 31), "\(date)") }
    for (date, next) in zip(dates, dates.dropFirst()) {
      #expect([354, 355, 383, 384, 385].contains(date.days(until: next)), "\(date) to \(next)")
    }
  }

  @Test("every Tết of the table is a day of new moon in Vietnam")
  func newMoons() throws {
    for (offset, festival) in LunarNewYear.days.enumerated() {
      let date = try CivilDate(year: 2015 + offset, month: festival.month, day: festival.day)
      #expect(NewMoon.day(near: date) == date)
    }
  }

  @Test("the lift before Tết is found again, whatever the products' size")
  func liftIsFound() throws {
    let pool = try [1.0, 1000].map { try Samples.withFestival(lift: 1.5, months: 40, level: $0) }
    let lift = FestivalLift(pool: pool, counts: [40, 40])
    #expect(abs(lift.factor - 1.5) < 1e-9)
    #expect(lift.multiplier(share: 0.5) == 1 + lift.factor / 2)
  }

  @Test("the lift stays between 0 and 5, and too few months tell none")
  func liftIsBounded() throws {
    let wild = try Samples.withFestival(lift: 8, months: 60)
    #expect(FestivalLift(pool: [wild, wild], counts: [60, 60]).factor == 5)
    let values = wild.values.indices.map { wild.festivalShare(at: $0) > 0 ? 0.0 : 100 }
    let less = try Samples.series(values, from: "2019-01")
    #expect(FestivalLift(pool: [less, less], counts: [60, 60]).factor == 0)
    #expect(FestivalLift(pool: [wild], counts: [12]).factor == 0)
    #expect(FestivalLift(pool: [], counts: []).factor == 0)
  }

  @Test("kilograms and boxes give one season, and what few products tell is not taken for one")
  func seasonIndex() throws {
    // Three years, twice as much in June.
    let shape = (0..<36).map { $0 % 12 == 5 ? 2.0 : 1 }
    let pool = try [3.0, 40, 5000].map { size in try Samples.series(shape.map { $0 * size }) }
    let index = SeasonIndex(pool: pool, counts: [36, 36, 36], lift: .none)
    #expect(abs(index.factors[5] - 2 * 12 / 13.0) < 1e-12)
    #expect(abs(index.factors[0] - 12 / 13.0) < 1e-12)
    // Growth from year to year is no season.
    let growing = try pool.map { series in
      try Samples.series(series.values.enumerated().map { $1 * Double(1 + $0 / 12) })
    }
    #expect(SeasonIndex(pool: growing, counts: [36, 36, 36], lift: .none) == index)
    #expect(SeasonIndex(pool: Array(pool.prefix(2)), counts: [36, 36], lift: .none) == .none)
    #expect(SeasonIndex(pool: pool, counts: [11, 11, 11], lift: .none) == .none)
    // Of a year and a half the last year tells.
    let short = SeasonIndex(pool: pool, counts: [18, 18, 18], lift: .none)
    for (factor, whole) in zip(short.factors, index.factors) { #expect(abs(factor - whole) < 1e-12) }
  }

  @Test("Tết is not taken for the season of January")
  func festivalIsNoSeason() throws {
    let pool = try (0..<3).map { _ in try Samples.withFestival(lift: 2, months: 48) }
    let pattern = SalesPattern(pool: pool, counts: [48, 48, 48])
    for factor in pattern.index.factors { #expect(abs(factor - 1) < 1e-9) }
  }

  @Test("the year in which a product came to its end is no season")
  func endedProducts() throws {
    let pool = try [20, 26, 30].map { months in
      try Samples.series([Double](repeating: 5, count: months) + [Double](repeating: 0, count: 40 - months))
    }
    #expect(SalesPattern(pool: pool, counts: [40, 40, 40]) == .none)
  }

  @Test("months out of season tell nothing")
  func outOfSeason() throws {
    let window = try SeasonWindow(firstMonth: 3, lastMonth: 11)
    let wild = try Samples.withFestival(lift: 3, months: 48)
    let masked = try Samples.series(wild.values, from: "2019-01", seasons: SeasonWindows([window]))
    #expect(FestivalLift(pool: [masked, masked, masked], counts: [48, 48, 48]).factor == 0)
    let index = SeasonIndex(pool: [masked, masked, masked], counts: [48, 48, 48], lift: .none)
    #expect(index.factors[0] == 1)
  }
}
