import DomainPrimitives
import TestSupport
import Testing

@testable import Reporting

/// Months of a listing as running sums, and days of a month as bytes, beside what adding them one by one gives.
@Suite("What one listing sold by month and day")
struct ListingSalesTests {
  private static let seeds = (1...50).map { UInt64($0) }

  private func someSums(_ random: inout SeededGenerator, _ revenueMax: Int64) -> SalesSums {
    SalesSums(
      completed: Int64.random(in: 0...9, using: &random),
      evidenced: Int64.random(in: 0...4, using: &random),
      declared: Int64.random(in: 0...4, using: &random),
      cancelled: Int64.random(in: 0...2, using: &random),
      other: Int64.random(in: 0...1, using: &random),
      quantityThousandths: Int64.random(in: -5...9000, using: &random),
      revenueDong: Int64.random(in: -5...revenueMax, using: &random)
    )
  }

  private func sums(_ bytes: [UInt8], from first: Int, through last: Int) throws -> SalesSums {
    try bytes.withUnsafeBytes { try MonthDays.sums($0, from: first, through: last) }
  }

  @Test("what was sold in months is the sum of their sums, whatever order they came in", arguments: seeds)
  func months(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    // Every fifth block has sums that do not fit together.
    let revenueMax: Int64 = seed.isMultiple(of: 5) ? .max : 1_000_000
    var block = SalesBlock()
    let listings = [0, 1, 17, SalesBlock.listingCount - 1]
    var expected: [Int: [Int32: MonthSales]] = [:]
    for _ in 0..<Int.random(in: 0...60, using: &random) {
      // Every seventh block has sold for a long time.
      let last: Int32 = seed.isMultiple(of: 7) ? 24_600 : 24_275
      let index = Int32.random(in: 24_250...last, using: &random)
      let listing = listings.randomElement(using: &random) ?? 0
      let first = Int32(MonthSales.month(index).firstDay.daysSinceEpoch)
      let month = MonthSales(
        monthIndex: index,
        firstDay: first + Int32.random(in: 0...9, using: &random),
        lastDay: first + Int32.random(in: 10...27, using: &random),
        sums: someSums(&random, revenueMax)
      )
      block.put(month, of: listing)
      expected[listing, default: [:]][index] = month
    }
    for listing in listings {
      let known = (expected[listing] ?? [:]).values.sorted { $0.monthIndex < $1.monthIndex }
      #expect(block.months(of: listing) == known, "seed \(seed)")
      var handed: [Int32: SalesSums] = [:]
      block.forEachMonth(of: listing) { handed[$0] = $1 }
      #expect(handed == (expected[listing] ?? [:]).mapValues(\.sums), "seed \(seed)")
      let edges = Array(Int32(24_249)...24_276) + [24_377, 24_378, 24_500, 24_600, 24_601]
      for first in edges {
        #expect(block.month(first, of: listing) == expected[listing]?[first], "seed \(seed), \(first)")
        for last in edges {
          var sum = SalesSums()
          for month in known where first <= month.monthIndex && month.monthIndex <= last { sum.add(month.sums) }
          #expect(block.sums(of: listing, from: first, through: last) == sum, "seed \(seed), \(first) to \(last)")
        }
      }
    }
  }

  @Test("days come back from their bytes, and an order that is taken out leaves nothing", arguments: seeds)
  func days(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    // What is sold by the piece, and priced in thousands, takes fewer bytes.
    let unit: Int64 = [1, 7, 500, 1000].randomElement(using: &random) ?? 1
    let orders = (0..<Int.random(in: 0...40, using: &random)).map { _ in
      OrderLine(
        day: day("2021-10-01").adding(days: Int.random(in: 0...30, using: &random)),
        state: [.completed, .completed, .cancelled, .returned, .unknown].randomElement(using: &random) ?? .unknown,
        evidence: [.floorExport, .floorExport, .declared, .estimated, .unknown].randomElement(using: &random)
          ?? .unknown,
        quantityThousandths: unit * Int64.random(in: 0...1_000_000, using: &random),
        revenueDong: unit * Int64.random(in: -1...(.max / 100_000), using: &random)
      )
    }
    var days = MonthDays()
    for order in orders { days.add(order) }
    #expect(try MonthDays(days.bytes) == days, "seed \(seed)")
    for (first, last) in [(1, 31), (1, 10), (11, 20), (21, 31), (7, 7)] {
      var sum = SalesSums()
      for order in orders where (first...last).contains(order.day.day) { sum.add(order) }
      #expect(try sums(days.bytes, from: first, through: last) == sum, "seed \(seed), \(first) to \(last)")
    }
    let month = MonthSales.index(CivilMonth(containing: day("2021-10-01")))
    var sales = MonthSales(monthIndex: month)
    for order in orders { sales.add(order) }
    var block = SalesBlock()
    block.put(try days.bytes.withUnsafeBytes { try MonthDays.sales(of: month, $0) }, of: 0)
    #expect(block.month(month, of: 0) == (orders.isEmpty ? nil : sales), "seed \(seed)")
    for order in orders { days.subtract(order) }
    #expect(days.bytes.isEmpty, "seed \(seed)")
    block.put(try days.bytes.withUnsafeBytes { try MonthDays.sales(of: month, $0) }, of: 0)
    #expect(block.month(month, of: 0) == nil, "seed \(seed)")
  }

  /// Three orders of the 1st and 3rd, in two rows of three columns of a byte each, revenue in thousands.
  private static let twoDays: [UInt8] = [0b101, 0, 0, 0, 0x01, 0x01, 0x31, 1, 25, 31, 3, 75, 93]

  @Test("days are stored as sums through them, a row for each that has orders")
  func stored() throws {
    var days = MonthDays()
    for text in ["2021-10-03", "2021-10-01", "2021-10-03"] {
      let line = OrderLine(
        day: day(text),
        state: .completed,
        evidence: .floorExport,
        quantityThousandths: 25,
        revenueDong: 31_000
      )
      days.add(line)
    }
    #expect(days.bytes == Self.twoDays)
    #expect(try sums(Self.twoDays, from: 2, through: 31).revenueDong == 62_000)
  }

  @Test(
    "bytes that are no days are refused",
    arguments: [
      [1], [0b101, 0, 0, 0], twoDays.dropLast(), twoDays + [0], [0b1] + twoDays.dropFirst(),
      [0, 0, 0, 0, 0x01, 0x01, 0x01], [0, 0, 0, 0, 0x00, 0x00, 0x00],
      [1, 0, 0, 0, 0x09, 0x01, 0x01] + Array(repeating: 0, count: 11),
      [0b101, 0, 0, 0x80] + twoDays.dropFirst(4),
    ].map(Array.init) as [[UInt8]]
  )
  func noDays(bytes: [UInt8]) {
    #expect(throws: MonthDays.Fault.self) { try MonthDays(bytes) }
    #expect(throws: MonthDays.Fault.self) { try sums(bytes, from: 1, through: 31) }
  }
}
