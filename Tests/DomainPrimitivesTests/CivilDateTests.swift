import DomainPrimitives
import TestSupport
import Testing

@Suite("Civil dates")
struct CivilDateTests {
  /// A calendar that only ever counts one day on: slow, and made of nothing but the definition.
  private struct CountingCalendar {
    var year: Int
    var month = 1
    var day = 1

    mutating func advance() {
      let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      day += 1
      if day > lengths[month - 1] { (day, month) = (1, month + 1) }
      if month > 12 { (month, year) = (1, year + 1) }
    }
  }

  @Test("every day from 1599 to 2401 has the numbers that counting day by day gives")
  func agreesWithCounting() throws {
    var calendar = CountingCalendar(year: 1599)
    var days = try CivilDate(year: 1599, month: 1, day: 1).daysSinceEpoch
    while calendar.year < 2402 {
      let date = try CivilDate(year: calendar.year, month: calendar.month, day: calendar.day)
      guard date.daysSinceEpoch == days, date.components == (calendar.year, calendar.month, calendar.day) else {
        Issue.record("\(calendar) became \(date) and \(date.daysSinceEpoch) days instead of \(days)")
        return
      }
      calendar.advance()
      days += 1
    }
  }

  @Test("the first of January 1970 is day 0, and the ends of the calendar are where they are said to be")
  func knownDays() throws {
    #expect(try CivilDate(parsing: "1970-01-01").daysSinceEpoch == 0)
    #expect(try CivilDate(parsing: "2000-03-01").daysSinceEpoch == 11_017)
    #expect(try CivilDate(year: 1, month: 1, day: 1) == CivilDate.earliest)
    #expect(try CivilDate(year: 9999, month: 12, day: 31) == CivilDate.latest)
    #expect(CivilDate.latest.adding(days: 1) == CivilDate.latest)
    #expect(CivilDate.earliest.adding(days: .min) == CivilDate.earliest)
    #expect(CivilDate.latest.adding(months: .max) == CivilDate.latest)
    #expect(CivilDate.earliest.adding(months: .min) == CivilDate.earliest)
  }

  @Test("36 months after any day of 2019 to 2030 is the same day three years on, and 28 February after a 29 February")
  func thirtySixMonths() throws {
    var date = try CivilDate(year: 2019, month: 1, day: 1)
    let end = try CivilDate(year: 2031, month: 1, day: 1)
    var leapDays = 0
    while date < end {
      let (year, month, day) = date.components
      let isLeapDay = month == 2 && day == 29
      if isLeapDay { leapDays += 1 }
      let expected = try CivilDate(year: year + 3, month: month, day: isLeapDay ? 28 : day)
      #expect(date.adding(months: 36) == expected, "36 months after \(date)")
      date = date.adding(days: 1)
    }
    #expect(leapDays == 3)
  }

  @Test("adding months moves by exactly that many months and never past the month's last day")
  func addingMonths() {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<5000 {
      let date = CivilDate(clampingDaysSinceEpoch: Int.random(in: -100_000...100_000, using: &generator))
      let months = Int.random(in: -2400...2400, using: &generator)
      let moved = date.adding(months: months)
      let distance = (moved.year - date.year) * 12 + moved.month - date.month
      #expect(distance == months, "\(date) + \(months) months = \(moved), seed \(seed)")
      let isLastDay = moved.adding(days: 1).month != moved.month
      #expect(moved.day == date.day || (moved.day < date.day && isLastDay), "\(date) + \(months), seed \(seed)")
    }
  }

  @Test("a date is read back from what it writes")
  func roundTrip() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      let days = Int.random(
        in: CivilDate.earliest.daysSinceEpoch...CivilDate.latest.daysSinceEpoch,
        using: &generator
      )
      let date = CivilDate(clampingDaysSinceEpoch: days)
      #expect(try CivilDate(parsing: date.description) == date, "seed \(seed)")
    }
  }

  @Test(
    "what is not a date is refused with the kind of fault",
    arguments: [
      ("", CalendarError.Code.malformed), ("2021-7-20", .malformed), ("20/07/2021", .malformed),
      ("2021-07-20 ", .malformed), ("2021-07-2０", .malformed), ("+021-07-20", .malformed),
      ("0000-01-01", .yearOutOfRange), ("2021-13-01", .monthOutOfRange), ("2021-00-01", .monthOutOfRange),
      ("2021-02-29", .dayOutOfRange), ("2021-04-31", .dayOutOfRange), ("2021-04-00", .dayOutOfRange),
      ("1900-02-29", .dayOutOfRange),
    ]
  )
  func refusals(text: String, code: CalendarError.Code) {
    let error = #expect(throws: CalendarError.self) { try CivilDate(parsing: text) }
    #expect(error?.code == code)
  }

  @Test("29 February exists in years divisible by four, save centuries, save every fourth century")
  func leapDays() throws {
    #expect(try CivilDate(parsing: "2024-02-29").adding(days: 1).description == "2024-03-01")
    #expect(try CivilDate(parsing: "2000-02-29").day == 29)
  }

  @Test("a month knows its days")
  func months() throws {
    let month = try CivilMonth(parsing: "2024-02")
    #expect(month.firstDay.description == "2024-02-01")
    #expect(month.lastDay.description == "2024-02-29")
    #expect(month.contains(month.lastDay))
    #expect(!month.contains(month.lastDay.adding(days: 1)))
    #expect(!month.contains(month.firstDay.adding(days: -1)))
    #expect(month.adding(months: 11).description == "2025-01")
    #expect(try CivilMonth(parsing: "2021-12") < month)
    for text in ["2021", "2021-00", "2021-13", "2021-8", "2021-08-01"] {
      #expect(throws: CalendarError.self, "\(text)") { try CivilMonth(parsing: text) }
    }
  }
}
