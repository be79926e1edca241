import DomainPrimitives
import Feed
import Storage

extension RegistryTables {
  static let placements = RecordTable<UnitPlacementRecord>(
    name: "unit_placement",
    columns: ["placement_id", "producer_id", "unit_code", "unit_valid_from_day", "decided_on_day", "ground"],
    values: { placement in
      [
        .text(placement.id), .text(placement.producerID), .text(placement.unit.code), .day(placement.unit.validFrom),
        .day(placement.decidedOn), .text(placement.ground),
      ]
    },
    record: { row in
      UnitPlacementRecord(
        id: row.text(0),
        producerID: row.text(1),
        unit: UnitKey(code: row.text(2), validFrom: row.day(3)),
        decidedOn: row.day(4),
        ground: row.text(5)
      )
    }
  )
}

extension RecordTable<UnitPlacementRecord> {
  /// Where a producer was placed, by identifier of the placement. Throws `DatabaseError`.
  func ofProducer(_ producerID: String, in transaction: any ReadTransaction) throws -> [UnitPlacementRecord] {
    try select("WHERE producer_id = ?1 ORDER BY placement_id", [.text(producerID)], in: transaction)
  }
}

extension RegistrySchema {
  /// Where officers have placed producers of split units.
  static let placements = """
    CREATE TABLE unit_placement (
      placement_id TEXT PRIMARY KEY,
      producer_id TEXT NOT NULL,
      unit_code TEXT NOT NULL,
      unit_valid_from_day INTEGER NOT NULL,
      decided_on_day INTEGER NOT NULL,
      ground TEXT NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX unit_placement_by_producer ON unit_placement (producer_id);
    CREATE INDEX unit_placement_by_unit ON unit_placement (unit_code, unit_valid_from_day, producer_id);
    """
}
