import DomainPrimitives
import Feed
import Messages
import Storage
import StorageTestSupport
import Testing

@testable import Reporting

/// A copy of an older release, which kept one table a kind and no past.
@Suite("Upgrading the copy of registry and listing")
struct UpgradeTests {
  @Test("both feeds are read once more from their beginning, and nothing of the old copy is left", arguments: 2...5)
  func copiedAnew(version: Int) async throws {
    let place = try TemporaryPlace(StorageUnderTest.chosen)
    let old = try place.open(migrations: Array(ReportingService.migrations.prefix(version)))
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
    #expect(cursors == [0, 0])
    let copy = try FilledCopy(database: new)
    #expect(try await copy.report().rows.last?.figures?.producers == 0)
    await new.close()
  }

  @Test(
    "a copy that has no days of months yet, or has them otherwise, reads the listing service's feed once more",
    arguments: 6...8
  )
  func daysOfMonths(version: Int) async throws {
    let place = try TemporaryPlace(StorageUnderTest.chosen)
    let old = try place.open(migrations: Array(ReportingService.migrations.prefix(version)))
    try await old.write { transaction in
      for source in ["registry", "listing"] {
        try transaction.execute(
          "INSERT INTO follower_cursor (source, epoch, revision, digest) VALUES (?1, 'an epoch', 7, x'00')",
          [.text(source)]
        )
      }
      try transaction.execute("INSERT INTO sales_listing (listing_number, product_listing_id) VALUES (1, 'L')")
      // Nine numbers, first and last day, revision, and what version 7 adds.
      let numbers = Array(repeating: "0", count: 12) + (version == 6 ? [] : ["x'81010101'"])
      try transaction.execute("INSERT INTO sales_month VALUES (24000, 1, \(numbers.joined(separator: ", ")))")
    }
    await old.close()
    let new = try place.open(migrations: ReportingService.migrations)
    let found = try await new.read { transaction in
      let cursors = try ["registry", "listing"].map { try FollowerCursor.load(source: $0, in: transaction).revision }
      let counts = try ["sales_listing", "sales_month"].map { table in
        try transaction.queryOne("SELECT count(*) FROM \(table)") { $0.integer(0) }
      }
      return (cursors, counts)
    }
    #expect(found.0 == [7, 0])
    #expect(found.1 == [0, 0])
    await new.close()
  }
}
