import DomainPrimitives
import TestSupport
import Testing

@Suite("Exceptions from seasons")
struct SeasonExceptionTests {
  private func month(_ text: String) throws -> CivilMonth { try CivilMonth(parsing: text) }

  @Test("every month is in season exactly when a table filled month by month says so")
  func table() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let start = try month("2019-01")
    for _ in 0..<500 {
      // 144 months, 2019 to 2030.
      var table = [Bool](repeating: false, count: 144)
      var windows: [SeasonWindow] = []
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        let (first, length) = (Int.random(in: 0..<12, using: &generator), Int.random(in: 0..<12, using: &generator))
        windows.append(try SeasonWindow(firstMonth: first + 1, lastMonth: (first + length) % 12 + 1))
        for year in -1..<12 {
          for place in (year * 12 + first)...(year * 12 + first + length) where table.indices.contains(place) {
            table[place] = true
          }
        }
      }
      if windows.isEmpty { table = [Bool](repeating: true, count: 144) }
      var exceptions: [SeasonException] = []
      for _ in 0..<Int.random(in: 0...6, using: &generator) {
        let first = Int.random(in: 0..<144, using: &generator)
        let last = Int.random(in: first..<min(144, first + 15), using: &generator)
        let isInSeason = Bool.random(using: &generator)
        let exception = try SeasonException(
          firstMonth: start.adding(months: first),
          lastMonth: start.adding(months: last),
          isInSeason: isInSeason
        )
        exceptions.append(exception)
        for place in first...last { table[place] = isInSeason }
      }
      let seasons = SeasonWindows(windows, exceptions: exceptions)
      for place in table.indices {
        let month = start.adding(months: place)
        let why: Comment = "\(month) of \(windows) and \(exceptions), seed \(seed)"
        #expect(seasons.contains(month) == table[place], why)
        #expect(seasons.contains(month.firstDay) == table[place], why)
        #expect(seasons.contains(month.lastDay) == table[place], why)
      }
    }
  }

  @Test("a year without a harvest is out of season, and only that year")
  func example() throws {
    let failed = try SeasonException(firstMonth: month("2022-07"), lastMonth: month("2022-11"), isInSeason: false)
    let late = try SeasonException(firstMonth: month("2022-11"), lastMonth: month("2022-12"), isInSeason: true)
    let windows = [try SeasonWindow(firstMonth: 7, lastMonth: 11)]
    let seasons = SeasonWindows(windows, exceptions: [failed, late])
    #expect(try seasons.contains(CivilDate(parsing: "2021-07-01")))
    #expect(try !seasons.contains(CivilDate(parsing: "2022-07-01")))
    #expect(try seasons.contains(CivilDate(parsing: "2022-11-01")))
    #expect(try seasons.contains(CivilDate(parsing: "2022-12-31")))
    #expect(try !seasons.contains(CivilDate(parsing: "2023-01-01")))
    #expect(try seasons.exception(in: month("2022-11")) == late)
    #expect(try seasons.exception(in: month("2023-07")) == nil)
  }

  @Test("an exception's months are in order")
  func order() throws {
    #expect(throws: CalendarError.self) {
      try SeasonException(firstMonth: month("2022-08"), lastMonth: month("2022-07"), isInSeason: true)
    }
  }
}
