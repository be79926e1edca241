import CallerTestSupport
import DomainPrimitives
import Feed
import Messages
import RPC
import Storage
import StorageTestSupport
import Testing

@testable import Reporting

/// A copy of the release before this one, which did not know whose names are personal.
@Suite("Upgrading the copy of registry and listing")
struct UpgradeTests {
  @Test("the copy answers on, hides every name from who may not see it, and reads the registry's feed once more")
  func persons() async throws {
    let place = try TemporaryPlace(StorageUnderTest.chosen)
    let old = try place.open(migrations: Array(ReportingService.migrations.prefix(2)))
    try await old.write { transaction in
      try transaction.execute(
        "INSERT INTO producer (producer_id, name, unit_code, registered_day) VALUES ('CT-1', 'HTX', '06463', 18400)"
      )
      for source in ["registry", "listing"] {
        try transaction.execute(
          "INSERT INTO follower_cursor (source, epoch, revision, digest) VALUES (?1, 'an epoch', 7, x'00')",
          [.text(source)]
        )
      }
    }
    await old.close()
    let new = try place.open(migrations: ReportingService.migrations)
    let cursors = try await new.read { transaction in
      try ["registry", "listing"].map { try FollowerCursor.load(source: $0, in: transaction).revision }
    }
    #expect(cursors == [0, 7])
    var copy = try FilledCopy(database: new, caller: .someone(.auditor))
    #expect(try await copy.explain(.producers).counted.map(\.masked) == [true])
    copy.caller = .someone(.province)
    #expect(try await copy.explain(.producers).counted.map(\.name) == ["HTX"])
    var producer = RegistryV1.Producer()
    producer.producerID = "CT-1"
    producer.name = "HTX"
    producer.type = .cooperative
    producer.unitCode = "06463"
    producer.registeredOn = "2020-05-18"
    var record = RegistryV1.Record()
    record.record = .producer(producer)
    try await copy.apply(registry: [record], listing: [])
    copy.caller = .someone(.auditor)
    #expect(try await copy.explain(.producers).counted.map(\.name) == ["HTX"])
  }
}
