import Feed
import Messages
import Storage

/// The tables of the benchmarks, and the write that all of them are about.
enum BenchmarkSchema {
  static let source = [
    ChangeLog.migration(version: 1), OperationLedger.migration(version: 2),
    Migration(version: 3, name: "state", sql: state),
  ]

  static let copy = [FollowerCursor.migration(version: 1), Migration(version: 2, name: "state", sql: state)]

  private static let state = """
    CREATE TABLE state (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      unit_code TEXT NOT NULL,
      registered_on_day INTEGER NOT NULL,
      revision INTEGER NOT NULL
    );
    """

  static let insert = """
    INSERT INTO state (id, name, unit_code, registered_on_day, revision) VALUES (?1, ?2, ?3, ?4, ?5) \
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, unit_code = excluded.unit_code, \
    registered_on_day = excluded.registered_on_day, revision = excluded.revision
    """

  static func producer(_ number: Int) -> RegistryV1.Producer {
    var producer = RegistryV1.Producer()
    producer.producerID = identifier(number)
    producer.name = "Hợp tác xã nông sản số \(number)"
    producer.type = .cooperative
    producer.unitCode = "06463"
    producer.registeredOn = "2021-01-01"
    return producer
  }

  /// Ordered by the number, as identifiers that are made one after the other are.
  static func identifier(_ number: Int) -> String {
    let digits = String(number)
    return "CT-" + String(repeating: "0", count: max(0, 10 - digits.count)) + digits
  }

  static func save(
    _ producer: RegistryV1.Producer,
    revision: UInt64,
    in transaction: any WriteTransaction
  ) throws {
    try transaction.execute(
      insert,
      [
        .text(producer.producerID), .text(producer.name), .text(producer.unitCode), .integer(18_628),
        .integer(Int64(revision)),
      ]
    )
  }
}
