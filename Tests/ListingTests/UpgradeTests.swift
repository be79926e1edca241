import CallerTestSupport
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
}
