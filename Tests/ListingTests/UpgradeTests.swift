import CallerTestSupport
import DomainPrimitives
import Messages
import RPC
import Storage
import StorageTestSupport
import Testing

@testable import Listing

/// A database of the release before this one, which did not know where producers are.
@Suite("Upgrading the listing service")
struct UpgradeTests {
  @Test("places are filled from the registry's feed; until then what is stored is answered, and no office reaches it")
  func places() async throws {
    let place = try TemporaryPlace(StorageUnderTest.chosen)
    let old = try place.open(migrations: Array(ListingService.migrations.prefix(6)))
    try await old.write { transaction in
      try transaction.execute("INSERT INTO registry_producer (producer_id) VALUES ('CT-1')")
      try transaction.execute("INSERT INTO registry_product (product_id, producer_id) VALUES ('SP-1', 'CT-1')")
      try transaction.execute(
        "INSERT INTO store (store_id, producer_id, floor_id, name, opened_on_day, revision) "
          + "VALUES ('CH-1', 'CT-1', 'voso', 'Na', 18800, 1)"
      )
      try transaction.execute(
        "INSERT INTO follower_cursor (source, epoch, revision, digest) VALUES ('registry', 'an old epoch', 7, x'00')"
      )
    }
    await old.close()
    let listing = try ListingUnderTest(database: place.open(migrations: ListingService.migrations))
    let office = listing.called(by: .office("187@2020-01-01"))
    #expect(try await listing.list(.store).records.count == 1)
    #expect(try await office.list(.store).records.isEmpty)
    #expect(try await listing.called(by: .producer("CT-1")).list(.store).records.count == 1)
    let known = try await listing.registry.append([
      ScopeScenario.unit("187", .district, parent: "20"), ScopeScenario.unit("06463", .township, parent: "187"),
      ScopeScenario.producer("CT-1", unit: "06463"),
    ])
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await listing.service.run() }
      _ = try await listing.importing([], dryRun: true, registryRevision: known)
      #expect(try await office.list(.store).records.count == 1)
      group.cancelAll()
    }
  }

  @Test(
    "orders that were there before are summed by their months, for every first and last day of a month, and leap days"
  )
  func months() async throws {
    let place = try TemporaryPlace(StorageUnderTest.chosen)
    let old = try place.open(migrations: Array(ListingService.migrations.prefix(10)))
    let first = try CivilMonth(year: 1990, month: 1)
    let months = (0..<(111 * 12)).map { first.adding(months: $0) }
    let days = months.flatMap { [$0.firstDay, $0.lastDay, $0.firstDay.adding(days: 27)] }
    try await old.write { transaction in
      for (index, day) in days.enumerated() {
        try transaction.execute(
          "INSERT INTO single_order (order_id, product_listing_id, ordered_on_day, quantity_thousandths, "
            + "revenue_dong, state, evidence, revision) VALUES (?1, 'DB-1', ?2, 5, 7, ?3, 1, 1)",
          [.text("DH-\(index)"), .day(day), .integer(Int64(index % 3) + 1)]
        )
      }
    }
    await old.close()
    let database = try place.open(migrations: ListingService.migrations)
    let sums = try await database.read { transaction in
      try ListingMonths.sums(of: "DB-1", from: months[0], through: months[months.count - 1], in: transaction)
    }
    // The first day's order is completed, the last day's cancelled, the 28th's returned.
    let expected = MonthSums(
      completedCount: 1,
      cancelledCount: 1,
      returnedCount: 1,
      quantityThousandths: 5,
      revenueDong: 7
    )
    #expect(sums == Dictionary(uniqueKeysWithValues: months.map { ($0, expected) }))
    await database.close()
  }
}
