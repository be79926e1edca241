import DomainPrimitives
import TestSupport
import Testing

@Suite("Intervals, seasons and quantities")
struct IntervalTests {
  private let origin: CivilDate

  init() throws {
    origin = try CivilDate(parsing: "2021-07-20")
  }

  private func interval(using generator: inout SeededGenerator) throws -> DateInterval {
    let start = Int.random(in: 0..<20, using: &generator)
    let length = Int.random(in: 0..<12, using: &generator)
    let end = Bool.random(using: &generator) ? origin.adding(days: start + length) : nil
    return try DateInterval(start: origin.adding(days: start), end: end)
  }

  @Test("two intervals overlap exactly when some day lies in both")
  func overlap() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let days = (-1..<40).map { origin.adding(days: $0) }
    for _ in 0..<3000 {
      let first = try interval(using: &generator)
      let second = try interval(using: &generator)
      let sharesDay = days.contains { first.contains($0) && second.contains($0) }
      #expect(first.overlaps(second) == sharesDay, "\(first) and \(second), seed \(seed)")
      #expect(second.overlaps(first) == sharesDay, "\(second) and \(first), seed \(seed)")
    }
  }

  @Test("the days in both of two intervals are their intersection, whatever the order, and with itself it is the same")
  func intersections() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let days = (-1..<40).map { origin.adding(days: $0) }
    func same(_ left: DateInterval?, _ right: DateInterval?) -> Bool {
      days.allSatisfy { (left?.contains($0) ?? false) == (right?.contains($0) ?? false) }
    }
    for _ in 0..<2000 {
      let first = try interval(using: &generator)
      let second = try interval(using: &generator)
      let third = try interval(using: &generator)
      let both = first.intersection(second)
      let why: Comment = "\(first), \(second), \(third), seed \(seed)"
      #expect(days.allSatisfy { (both?.contains($0) ?? false) == (first.contains($0) && second.contains($0)) }, why)
      #expect((both != nil) == first.overlaps(second), why)
      #expect(both == second.intersection(first), why)
      #expect(first.isEmpty ? first.intersection(first) == nil : first.intersection(first) == first, why)
      #expect(same(both?.intersection(third), second.intersection(third)?.intersection(first)), why)
    }
  }

  @Test("the first day of an interval is in it and its end is not")
  func edges() throws {
    let phase = try DateInterval(start: origin, end: CivilDate(parsing: "2021-09-20"))
    #expect(phase.contains(origin))
    #expect(!phase.contains(origin.adding(days: -1)))
    #expect(phase.contains(try CivilDate(parsing: "2021-09-19")))
    #expect(!phase.contains(try CivilDate(parsing: "2021-09-20")))
    #expect(try DateInterval(start: origin).contains(.latest))
    #expect(throws: CalendarError.self) { try DateInterval(start: origin, end: origin.adding(days: -1)) }
  }

  @Test("a month is in season exactly when counting on from a window's first month meets it before the last is past")
  func seasons() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      var expected: Set<Int> = []
      var windows: [SeasonWindow] = []
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let first = Int.random(in: 1...12, using: &generator)
        let last = Int.random(in: 1...12, using: &generator)
        windows.append(try SeasonWindow(firstMonth: first, lastMonth: last))
        var month = first
        expected.insert(month)
        while month != last {
          month = month == 12 ? 1 : month + 1
          expected.insert(month)
        }
      }
      let seasons = SeasonWindows(windows)
      let found = Set((1...12).filter { seasons.contains(month: $0) })
      #expect(found == expected, "\(windows), seed \(seed)")
      #expect(seasons.isAllYear == (expected.count == 12), "\(windows), seed \(seed)")
    }
  }

  @Test("no window at all means all year, and a season from November to February wraps around the year")
  func seasonExamples() throws {
    #expect(SeasonWindows.allYear.isAllYear)
    let winter = SeasonWindows([try SeasonWindow(firstMonth: 11, lastMonth: 2)])
    #expect(winter.contains(try CivilDate(parsing: "2022-01-15")))
    #expect(winter.contains(try CivilDate(parsing: "2021-11-01")))
    #expect(winter.contains(try CivilDate(parsing: "2022-02-28")))
    #expect(!winter.contains(try CivilDate(parsing: "2022-03-01")))
    #expect(throws: CalendarError.self) { try SeasonWindow(firstMonth: 0, lastMonth: 3) }
    #expect(throws: CalendarError.self) { try SeasonWindow(firstMonth: 1, lastMonth: 13) }
  }

  @Test(
    "a quantity is written as a decimal number without superfluous zeros",
    arguments: [
      (0, "0"), (2500, "2.5"), (100_000, "100"), (1, "0.001"), (-1, "-0.001"), (1_010, "1.01"),
      (Int64.min, "-9223372036854775.808"),
    ]
  )
  func quantities(thousandths: Int64, text: String) {
    #expect(Quantity(thousandths: thousandths).description == text)
  }

  @Test("a sum of quantities that cannot be held is nil, never wrapped")
  func quantitySums() {
    #expect(Quantity(thousandths: 2).adding(Quantity(thousandths: 3)) == Quantity(thousandths: 5))
    #expect(Quantity(thousandths: .max).adding(Quantity(thousandths: 1)) == nil)
  }
}
