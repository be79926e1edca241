import DomainPrimitives
import TestSupport
import Testing

@testable import Reporting

/// Sums of all listings at once beside what adding order by order gives: over orders that come late, are corrected,
/// or do not fit, whatever was asked before. A failure names its seed.
@Suite("What all listings sold in a period")
struct SalesBookTests {
  private static let seeds = (1...60).map { UInt64($0) }
  /// In two blocks, some of them without an order.
  private static let numbers = [1, 2, 40, 63, 64, 65, 130]

  /// A book beside its orders.
  private struct Sold {
    var book = SalesBook()
    var orders: [(number: Int, line: OrderLine)] = []

    mutating func add(_ line: OrderLine, of number: Int) {
      book.change(number: number, monthIndex: line.monthIndex) { $0.add(line) }
      orders.append((number, line))
    }

    mutating func remove(at place: Int) {
      let (number, line) = orders.remove(at: place)
      book.change(number: number, monthIndex: line.monthIndex) { $0.sums.subtract(line) }
    }

    /// Of some months the days become known.
    mutating func learnDays(_ random: inout SeededGenerator) {
      for (number, lines) in Dictionary(grouping: orders, by: \.number).mapValues({ $0.map(\.line) }) {
        for (index, lines) in Dictionary(grouping: lines, by: \.monthIndex) where Bool.random(using: &random) {
          var month = MonthSales(monthIndex: index)
          var days = MonthDays()
          for line in lines {
            month.add(line)
            days.add(line)
          }
          days.bytes.withUnsafeBytes { book.put(month, number: number, days: $0) }
        }
      }
    }

    /// Order by order; months in their order, as one sum may be too large where another is below nothing.
    func sums(of number: Int, in period: SalesPeriod) -> SalesSums {
      var sums = SalesSums()
      for order in orders where order.number == number && period.first <= order.line.day {
        if order.line.day <= period.last { sums.add(order.line) }
      }
      return sums
    }
  }

  private func someLine(_ random: inout SeededGenerator, _ revenueMax: Int64) -> OrderLine {
    OrderLine(
      day: day("2020-11-20").adding(days: Int.random(in: 0...500, using: &random)),
      state: [.completed, .completed, .cancelled, .returned, .unknown].randomElement(using: &random) ?? .unknown,
      evidence: [.floorExport, .declared, .estimated, .unknown].randomElement(using: &random) ?? .unknown,
      quantityThousandths: Int64.random(in: 0...9000, using: &random),
      revenueDong: Int64.random(in: 0...revenueMax, using: &random)
    )
  }

  /// Sums that were too large are made anew by whoever writes them, so nothing is taken out of those.
  private func change(_ sold: inout Sold, _ random: inout SeededGenerator, _ revenueMax: Int64, mayRemove: Bool) {
    for _ in 0..<Int.random(in: 0...120, using: &random) {
      if mayRemove, !sold.orders.isEmpty, Int.random(in: 0...3, using: &random) == 0 {
        sold.remove(at: Int.random(in: sold.orders.indices, using: &random))
      } else {
        sold.add(someLine(&random, revenueMax), of: Self.numbers.dropLast().randomElement(using: &random) ?? 1)
      }
    }
  }

  private func somePeriods(_ random: inout SeededGenerator) -> [SalesPeriod] {
    (0..<40).map { _ in
      var first = day("2020-11-01").adding(days: Int.random(in: 0...540, using: &random))
      var last = first.adding(days: Int.random(in: 0...400, using: &random))
      if Bool.random(using: &random) { first = CivilMonth(containing: first).firstDay }
      if Bool.random(using: &random) { last = CivilMonth(containing: last).lastDay }
      return SalesPeriod(from: first, through: last)
    }
  }

  private func expectPeriods(_ sold: Sold, _ periods: [SalesPeriod], _ comment: String) {
    let places: [Int32] = (0...130).map { Int32(Self.numbers.firstIndex(of: $0) ?? -1) }
    for period in periods {
      let expected = Self.numbers.map { sold.sums(of: $0, in: period) }
      func edge(_ end: SalesPeriod.End) -> [SalesSums] { (0..<66).map { sold.sums(of: $0, in: period.part(end)) } }
      var sums = [SalesSums](repeating: SalesSums(), count: Self.numbers.count)
      sold.book.putSums(in: period, into: &sums, places: places, edge: edge)
      #expect(sums == expected, "\(comment), \(period.first) to \(period.last)")
      let single = Self.numbers.map { number in
        sold.book.sums(number: number, totals: [], in: period) { edge($1)[$0] }
      }
      #expect(single == expected, "\(comment), \(period.first) to \(period.last)")
    }
  }

  @Test("sums of a period are those of its orders, and a book that was kept stays as it was", arguments: seeds)
  func periods(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    // Every fifth book has sums that do not fit.
    let isLarge = seed.isMultiple(of: 5)
    let revenueMax: Int64 = isLarge ? .max / 3 : 1_000_000
    var sold = Sold()
    change(&sold, &random, revenueMax, mayRemove: !isLarge)
    if !isLarge { sold.learnDays(&random) }
    let (kept, periods) = (sold, somePeriods(&random))
    expectPeriods(kept, periods, "seed \(seed)")
    change(&sold, &random, revenueMax, mayRemove: !isLarge)
    if !isLarge { sold.learnDays(&random) }
    expectPeriods(sold, somePeriods(&random), "seed \(seed), changed")
    expectPeriods(kept, periods, "seed \(seed), kept")
  }

  @Test("groups of listings by spans of months are the sums of their orders", arguments: seeds)
  func spans(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    // Of every fifth book no sum fits; of every seventh those of single listings, but not of all of them.
    let revenueMax: Int64 = seed.isMultiple(of: 5) ? .max / 3 : seed.isMultiple(of: 7) ? .max / 200 : 1_000_000
    var sold = Sold()
    change(&sold, &random, revenueMax, mayRemove: false)
    for _ in 0..<10 {
      var spans = [Int32.random(in: 24_249...24_255, using: &random)]
      for _ in 0..<Int.random(in: 0...8, using: &random) {
        spans.append((spans.last ?? 0) + Int32.random(in: 0...4, using: &random))
      }
      let width = spans.count - 1
      let groups: [Int32] = (0...130).map { _ in Int32(width) * Int32.random(in: -1...2, using: &random) }
      let before = SalesSums(completed: 1, quantityThousandths: 5, revenueDong: Int64.random(in: 0...9, using: &random))
      var expected = [SalesSums](repeating: before, count: 3 * width)
      var sums = expected
      for (number, group) in groups.enumerated() where group >= 0 {
        for (span, next) in spans.dropFirst().enumerated() where spans[span] < next {
          let (first, last) = (MonthSales.month(spans[span]).firstDay, MonthSales.month(next - 1).lastDay)
          expected[Int(group) + span].add(sold.sums(of: number, in: SalesPeriod(from: first, through: last)))
        }
      }
      sold.book.add(spans: spans, groups: groups, to: &sums)
      #expect(sums == expected, "seed \(seed), spans \(spans)")
    }
  }
}
