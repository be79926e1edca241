import AccessControl
import DomainPrimitives
import Feed
import Messages
import Storage

/// What is kept of the registry's records: which producers there are and where, whose the products are, and the map.
/// It is fed by the registry's change feed alone, and answers while the registry is down.
enum RegistryProjection {
  static func hasProducer(_ id: String, in transaction: any ReadTransaction) throws -> Bool {
    try transaction.exists("SELECT 1 FROM registry_producer WHERE producer_id = ?1", [.text(id)])
  }

  /// The producer that one counts as: what it was merged into, else itself.
  static func survivor(of id: String, in transaction: any ReadTransaction) throws -> String {
    let sql = "SELECT merged_into_producer_id FROM registry_producer WHERE producer_id = ?1"
    return try transaction.queryOne(sql, [.text(id)]) { $0.optionalText(0) }.flatMap { $0 } ?? id
  }

  static func product(_ id: String, in transaction: any ReadTransaction) throws -> KnownProduct? {
    try transaction.queryOne("SELECT product_id, producer_id FROM registry_product WHERE product_id = ?1", [.text(id)])
    {
      KnownProduct(id: $0.text(0), producerID: $0.text(1))
    }
  }

  /// Whether a filter on products reaches one.
  static func hasProduct(
    _ id: String,
    reachedBy filter: RowFilter,
    in transaction: any ReadTransaction
  ) throws -> Bool {
    try filter.reaches("registry_product", "product_id", id, in: transaction)
  }

  /// The unit that bears a code on a day; nil when none does.
  static func unit(code: String, on day: CivilDate, in transaction: any ReadTransaction) throws -> UnitKey? {
    let sql = """
      SELECT valid_from_day FROM registry_unit WHERE code = ?1 AND valid_from_day <= ?2 \
      AND (valid_to_day IS NULL OR valid_to_day > ?2) ORDER BY valid_from_day DESC LIMIT 1
      """
    return try transaction.queryOne(sql, [.text(code), .day(day)]) { UnitKey(code: code, validFrom: $0.day(0)) }
  }

  /// All administrative units and what became of them.
  static func geography(in transaction: any ReadTransaction) throws -> AdministrativeGeography {
    let units = try transaction.query(
      "SELECT code, valid_from_day, valid_to_day, kind, parent_code FROM registry_unit"
    ) { row in
      AdministrativeUnit(
        key: UnitKey(code: row.text(0), validFrom: row.day(1)),
        // Names play no part in where a unit lies.
        name: "",
        kind: try row.choice(3),
        parentCode: row.optionalText(4),
        validTo: row.optionalDay(2)
      )
    }
    let successions = try transaction.query(
      "SELECT from_code, from_valid_from_day, to_code, to_valid_from_day, change FROM registry_unit_succession"
    ) { row in
      UnitSuccession(
        from: UnitKey(code: row.text(0), validFrom: row.day(1)),
        to: UnitKey(code: row.text(2), validFrom: row.day(3)),
        change: try row.choice(4)
      )
    }
    return AdministrativeGeography(units: units, successions: successions)
  }

  /// Applies changes of the registry; applying one twice is harmless. What is not needed here is skipped.
  @Sendable
  static func apply(_ events: [CommonV1.ChangeEvent], in transaction: any WriteTransaction) throws {
    var newest: [String: UInt64] = [:]
    for event in events where event.changeType == RegistryV1.Record.fullName {
      let record = try RegistryV1.Record(decodingBytes: event.change)
      try apply(record, in: transaction)
      switch record.record {
      case .administrativeUnit, .unitSuccession: newest["map_revision"] = event.revision
      case .producer, .unitPlacement: newest["producers_revision"] = event.revision
      default: break
      }
    }
    for (column, revision) in newest {
      let sql = "UPDATE registry_places_head SET \(column) = ?1 WHERE id = 1"
      try transaction.execute(sql, [.integer(Int64(clamping: revision))])
    }
  }

  /// Which map, and which places of producers, a transaction sees.
  static func versions(
    in transaction: any ReadTransaction
  ) throws -> (map: TerritoryCache.Version, producers: TerritoryCache.Version) {
    let epoch = try FollowerCursor.load(source: "registry", in: transaction).epoch
    let sql = "SELECT map_revision, producers_revision FROM registry_places_head WHERE id = 1"
    let found = try transaction.queryOne(sql) { (UInt64(clamping: $0.integer(0)), UInt64(clamping: $0.integer(1))) }
    return (
      TerritoryCache.Version(epoch: epoch, revision: found?.0 ?? 0),
      TerritoryCache.Version(epoch: epoch, revision: found?.1 ?? 0)
    )
  }

  private static func apply(_ record: RegistryV1.Record, in transaction: any WriteTransaction) throws {
    switch record.record {
    case .producer(let producer): try apply(producer, in: transaction)
    case .product(let product): try apply(product, in: transaction)
    case .recognition(let recognition): try apply(recognition, in: transaction)
    case .productDocument(let document): try apply(document, in: transaction)
    case .ruleSet(let rules): try apply(rules, in: transaction)
    case .administrativeUnit(let unit): try apply(unit, in: transaction)
    case .unitSuccession(let edge): try apply(edge, in: transaction)
    case .unitPlacement(let placement): try apply(placement, in: transaction)
    default: break
    }
  }

  /// A day that cannot be read is none: then the producer is known, and no office reaches it.
  private static func apply(_ producer: RegistryV1.Producer, in transaction: any WriteTransaction) throws {
    try transaction.execute(
      """
      INSERT INTO registry_producer \
        (producer_id, unit_code, registered_on_day, merged_into_producer_id, ended_on_day) \
      VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (producer_id) DO UPDATE SET unit_code = excluded.unit_code, \
      registered_on_day = excluded.registered_on_day, merged_into_producer_id = excluded.merged_into_producer_id, \
      ended_on_day = excluded.ended_on_day
      """,
      [
        .text(producer.producerID), .text(producer.unitCode),
        .optionalDay(try? CivilDate(parsing: producer.registeredOn)),
        .optionalText(producer.mergedIntoProducerID.isEmpty ? nil : producer.mergedIntoProducerID),
        .optionalDay(try? CivilDate(parsing: producer.endedOn)),
      ]
    )
  }

  /// A unit that cannot be read is skipped: nothing lies in it, so no office reaches what it cannot.
  private static func apply(_ unit: RegistryV1.AdministrativeUnit, in transaction: any WriteTransaction) throws {
    guard let kind = UnitKind(rawValue: Int(unit.kind.rawValue)),
      let from = try? CivilDate(parsing: unit.validFrom)
    else { return }
    let to = unit.validTo.isEmpty ? nil : try? CivilDate(parsing: unit.validTo)
    guard unit.validTo.isEmpty || to != nil else { return }
    try transaction.execute(
      """
      INSERT INTO registry_unit (code, valid_from_day, valid_to_day, kind, parent_code) VALUES (?1, ?2, ?3, ?4, ?5) \
      ON CONFLICT (code, valid_from_day) DO UPDATE SET valid_to_day = excluded.valid_to_day, kind = excluded.kind, \
      parent_code = excluded.parent_code
      """,
      [
        .text(unit.code), .day(from), .optionalDay(to), .choice(kind),
        .optionalText(unit.parentCode.isEmpty ? nil : unit.parentCode),
      ]
    )
  }

  /// An edge of a kind that is not known counts as a split: what it leads to is not sure.
  private static func apply(_ edge: RegistryV1.UnitSuccession, in transaction: any WriteTransaction) throws {
    guard let from = try? CivilDate(parsing: edge.fromValidFrom), let to = try? CivilDate(parsing: edge.toValidFrom)
    else { return }
    let change = UnitSuccession.Change(rawValue: Int(edge.change.rawValue)) ?? .split
    try transaction.execute(
      """
      INSERT INTO registry_unit_succession (from_code, from_valid_from_day, to_code, to_valid_from_day, change) \
      VALUES (?1, ?2, ?3, ?4, ?5) \
      ON CONFLICT (from_code, from_valid_from_day, to_code, to_valid_from_day) DO UPDATE SET change = excluded.change
      """,
      [.text(edge.fromCode), .day(from), .text(edge.toCode), .day(to), .choice(change)]
    )
  }

  /// A placement that cannot be read is skipped: then nobody was placed.
  private static func apply(_ placement: RegistryV1.UnitPlacement, in transaction: any WriteTransaction) throws {
    guard let validFrom = try? CivilDate(parsing: placement.unitValidFrom) else { return }
    try transaction.execute(
      """
      INSERT INTO registry_placement (placement_id, producer_id, unit_code, unit_valid_from_day) \
      VALUES (?1, ?2, ?3, ?4) ON CONFLICT (placement_id) DO UPDATE SET producer_id = excluded.producer_id, \
      unit_code = excluded.unit_code, unit_valid_from_day = excluded.unit_valid_from_day
      """,
      [.text(placement.placementID), .text(placement.producerID), .text(placement.unitCode), .day(validFrom)]
    )
  }

  /// Forgets everything, to be built anew from another epoch of the registry's log.
  @Sendable
  static func reset(in transaction: any WriteTransaction) throws {
    let tables = [
      "registry_producer", "registry_product", "registry_unit", "registry_unit_succession", "registry_recognition",
      "registry_document", "registry_rule_set", "registry_placement",
    ]
    for table in tables {
      try transaction.execute("DELETE FROM \(table)")
    }
    try transaction.execute("UPDATE registry_places_head SET map_revision = 0, producers_revision = 0 WHERE id = 1")
  }
}
