import DomainPrimitives
import Messages
import Storage
import StorageTestSupport
import TestSupport
import Testing

@testable import Listing

/// Random orders, imported in random packs, corrected, moved to other days and listings; afterwards the sums of every
/// listing and month must be what adding up the orders that are stored gives.
@Suite("Sums of months")
struct MonthSumPropertyTests {
  private struct Key: Hashable, Comparable {
    let listingID: String
    let month: CivilMonth

    static func < (left: Key, right: Key) -> Bool { (left.listingID, left.month) < (right.listingID, right.month) }
  }

  @Test("after any imports in any order they equal a recomputation from the orders", arguments: 1...4)
  func sums(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let database = try StorageUnderTest.temporary(migrations: ListingService.migrations)
    let listing = try ListingUnderTest(database: database)
    let known = try await listing.registry.append([Sample.producer("CT-1"), Sample.product("SP-1", of: "CT-1")])
    let service = listing.service
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await service.run() }
      let listings = ["DB-1", "DB-2", "DB-3"]
      let place =
        [Sample.floor("voso"), Sample.store("CH-1", opened: "2019-01-01")]
        + listings.map { Sample.listing($0, observed: "2019-01-01") }
      try #require(try await listing.importing(place, registryRevision: known).applied)
      var orders: [String: ListingV1.Order] = [:]
      for _ in 0..<12 {
        let pack = Self.pack(listings, &generator)
        // Now and then a pack that is refused as a whole: it must leave no trace.
        let isRefused = generator.chance(25)
        let bad = isRefused ? [Self.order("DH-bad", in: "DB-none", &generator)] : []
        let summary = try await listing.importing((pack + bad).map(Self.record).shuffled(using: &generator))
        #expect(summary.applied == !isRefused, "seed \(seed)")
        if summary.applied { for order in pack { orders[order.orderID] = order } }
      }
      let expected = try Self.recomputed(orders.values)
      let stored = try await database.read { transaction in
        var stored: [Key: MonthSums] = [:]
        for id in listings {
          let months = try ListingMonths.sums(
            of: id,
            from: CivilMonth(year: 2019, month: 1),
            through: CivilMonth(year: 2030, month: 12),
            in: transaction
          )
          for (month, sums) in months where sums != .zero { stored[Key(listingID: id, month: month)] = sums }
        }
        return stored
      }
      #expect(stored == expected, "seed \(seed)")
      group.cancelAll()
    }
  }

  @Test("a month's total stands for the whole month instead of its single orders")
  func totals() async throws {
    try await ListingUnderTest.following { listing async throws in
      let database = listing.database
      func order(_ id: String, _ day: String) -> ListingV1.Record {
        var order = ListingV1.Order()
        order.orderID = id
        order.productListingID = "DB-1"
        order.orderedOn = day
        order.quantityThousandths = 1_000
        order.revenueDong = 10
        order.state = .completed
        order.evidence = .declared
        return Self.record(order)
      }
      let place = [Sample.store("CH-1"), Sample.listing("DB-1")]
      let orders = [order("DH-1", "2021-08-10"), order("DH-2", "2021-08-31"), order("DH-3", "2021-09-01")]
      #expect(try await listing.faults(place + orders + [Sample.monthlySales("DS-1", month: "2021-08")]) == [])
      let sums = try await database.read { transaction in
        try ListingMonths.sums(
          of: "DB-1",
          from: CivilMonth(year: 2021, month: 8),
          through: CivilMonth(year: 2021, month: 9),
          in: transaction
        )
      }
      let (august, september) = (try CivilMonth(year: 2021, month: 8), try CivilMonth(year: 2021, month: 9))
      #expect(sums[august]?.completedCount == 61)
      #expect(sums[august]?.revenueDong == 21_670_000)
      #expect(sums[september]?.completedCount == 1)
      #expect(sums[september]?.revenueDong == 10)
    }
  }

  @Test("a month that adds up to more than can be held is refused, and nothing of it is stored")
  func overflow() async throws {
    try await ListingUnderTest.following { listing async throws in
      #expect(try await listing.faults([Sample.store("CH-1"), Sample.listing("DB-1")]) == [])
      let orders = (0..<9_300).map { index in
        var order = ListingV1.Order()
        order.orderID = "DH-\(index)"
        order.productListingID = "DB-1"
        order.orderedOn = "2021-08-10"
        order.quantityThousandths = 1
        order.revenueDong = Order.amountMax
        order.state = .completed
        order.evidence = .declared
        return Self.record(order)
      }
      let error = await #expect(throws: (any Error).self) { try await listing.importing(orders) }
      #expect("\(String(describing: error))".contains("more than can be held"))
      #expect(try await listing.list(.order).records.isEmpty)
    }
  }

  // MARK: Random orders

  private static func pack(_ listings: [String], _ generator: inout SeededGenerator) -> [ListingV1.Order] {
    let ids = Set((0..<generator.within(1, 40)).map { _ in "DH-\(generator.within(1, 60))" })
    return ids.sorted().map { order($0, in: generator.pick(listings), &generator) }
  }

  private static func order(
    _ id: String,
    in listingID: String,
    _ generator: inout SeededGenerator
  ) -> ListingV1.Order {
    var order = ListingV1.Order()
    order.orderID = id
    order.productListingID = listingID
    let (month, day) = (generator.within(1, 12), generator.within(1, 28))
    order.orderedOn = "202\(generator.within(0, 3))-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    order.quantityThousandths = Int64(generator.within(1, 50_000))
    order.revenueDong = Int64(generator.within(0, 5_000_000))
    order.state = generator.pick([.completed, .completed, .cancelled, .returned])
    order.evidence = .declared
    return order
  }

  private static func record(_ order: ListingV1.Order) -> ListingV1.Record {
    var record = ListingV1.Record()
    record.record = .order(order)
    return record
  }

  private static func recomputed(_ orders: some Collection<ListingV1.Order>) throws -> [Key: MonthSums] {
    var sums: [Key: MonthSums] = [:]
    for order in orders {
      let month = CivilMonth(containing: try CivilDate(parsing: order.orderedOn))
      var sum = sums[Key(listingID: order.productListingID, month: month)] ?? .zero
      switch order.state {
      case .completed:
        sum.completedCount += 1
        sum.quantityThousandths += order.quantityThousandths
        sum.revenueDong += order.revenueDong
      case .cancelled: sum.cancelledCount += 1
      default: sum.returnedCount += 1
      }
      sums[Key(listingID: order.productListingID, month: month)] = sum
    }
    return sums
  }
}
