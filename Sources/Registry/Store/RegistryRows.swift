import AccessControl
import DomainPrimitives
import Feed
import Storage

/// Whose the registry's records are, as conditions on its tables: a record belongs to whom its producer belongs to, a
/// training to the unit it was held in and to who attended.
enum RegistryRows {
  /// Which records of a kind a call reaches; nil for a kind whose records belong to nobody.
  static func filter(_ kind: RecordKind, _ rows: ReachedRows) -> RowFilter? {
    switch kind {
    case .producer: producers(rows)
    case .product: ofProducer(rows, in: "product")
    case .supportRequest: ofProducer(rows, in: "support_request")
    case .unitPlacement: ofProducer(rows, in: "unit_placement")
    case .recognition: ofProducer(rows, in: "product").through("product_id", in: "product", of: "recognition")
    case .training: trainings(rows)
    case .productDocument:
      ofProducer(rows, in: "product").through("product_id", in: "product", of: "product_document")
    case .inspection: ofProducer(rows, in: "inspection")
    case .inspectionFinding:
      ofProducer(rows, in: "inspection").through("inspection_id", in: "inspection", of: "inspection_finding")
    case .administrativeUnit, .unitSuccession, .campaignPhase, .campaignTarget, .publishedClaim, .ruleSet: nil
    }
  }

  /// Which records of a kind tell of a product; nil for a kind whose records tell of none.
  static func ofProduct(_ id: String, _ kind: RecordKind) -> RowFilter? {
    let own = RowFilter("product_id = ?\(RowFilter.firstPlaceholder)", [.text(id)])
    return switch kind {
    case .product, .recognition, .productDocument, .inspection: own
    case .inspectionFinding: own.through("inspection_id", in: "inspection", of: "inspection_finding")
    default: nil
    }
  }

  /// Finds out which rows a call reaches, on the map that a transaction sees.
  static func resolver(nowUnixMicroseconds: @escaping @Sendable () -> Int64) -> ScopeResolver {
    ScopeResolver(nowUnixMicroseconds: nowUnixMicroseconds, source: source)
  }

  /// Where the map and the producers are.
  static let source = TerritorySource(
    mapVersion: { try mapVersion(in: $0) },
    geography: { try geography(in: $0) },
    producersVersion: { transaction in
      let revision = try newestRevision(of: ["producer", "unit_placement"], in: transaction)
      return TerritoryCache.Version(epoch: try ChangeLog.head(in: transaction).epoch, revision: revision)
    },
    producers: { territory, transaction in
      let filter = producers(.territory(territory, producers: nil))
      return try IdentifierPage.read(
        "producer",
        key: "producer_id",
        after: "",
        limit: TerritoryCache.producersOfOfficeMax + 1,
        reachedBy: filter,
        in: transaction
      )
    }
  )

  /// The unit that bears a code on a day; nil when none does.
  static func unit(code: String, on day: CivilDate, in transaction: any ReadTransaction) throws -> UnitKey? {
    try RegistryTables.units.select("WHERE code = ?1", [.text(code)], in: transaction)
      .first { $0.isInForce(on: day) }?.key
  }

  /// Which map a transaction sees: another one only when a unit or a succession has changed, not with every write.
  static func mapVersion(in transaction: any ReadTransaction) throws -> TerritoryCache.Version {
    TerritoryCache.Version(
      epoch: try ChangeLog.head(in: transaction).epoch,
      revision: try mapRevision(in: transaction)
    )
  }

  /// Revision of the last change of a unit or a succession; 0 = there is none.
  static func mapRevision(in transaction: any ReadTransaction) throws -> UInt64 {
    try newestRevision(of: ["administrative_unit", "unit_succession"], in: transaction)
  }

  /// Revision of the last change of a record in tables that have an index for it; 0 = there is none.
  private static func newestRevision(of tables: [String], in transaction: any ReadTransaction) throws -> UInt64 {
    var newest: Int64 = 0
    for table in tables {
      let sql = "SELECT revision FROM \(table) ORDER BY revision DESC LIMIT 1"
      newest = max(newest, try transaction.queryOne(sql) { $0.integer(0) } ?? 0)
    }
    return UInt64(clamping: newest)
  }

  /// The map that a transaction sees.
  static func geography(in transaction: any ReadTransaction) throws -> AdministrativeGeography {
    AdministrativeGeography(
      units: try RegistryTables.units.select("", [], in: transaction),
      successions: try RegistryTables.successions.select("", [], in: transaction).map(\.succession)
    )
  }

  private static func producers(_ rows: ReachedRows) -> RowFilter {
    let filter: RowFilter =
      switch rows {
      case .territory(let territory, _):
        // What was split belongs to whom it was placed with.
        .territory(territory, code: "unit_code", day: "registered_on_day").orWithSameArguments(
          RowFilter.territory(territory, code: "unit_code", day: "unit_valid_from_day")
            .through("producer_id", in: "unit_placement", of: "producer")
        )
      case .producer(let id): .producerWithMerged(id)
      }
    return .ofProducers(rows, filter, in: "producer", of: "producer")
  }

  /// Producers that were registered under one of these codes.
  static func producers(unitCodes: [String]) -> RowFilter {
    guard !unitCodes.isEmpty else { return .nothing }
    let places = unitCodes.indices.map { "?\(RowFilter.firstPlaceholder + $0)" }.joined(separator: ", ")
    return RowFilter("unit_code IN (\(places))", unitCodes.map { .text($0) })
  }

  private static func ofProducer(_ rows: ReachedRows, in table: String) -> RowFilter {
    .ofProducers(rows, producers(rows), in: "producer", of: table)
  }

  /// Identifiers under which a producer goes: its own, and those of the producers merged into it.
  static func identifiers(ofProducer id: String, in transaction: any ReadTransaction) throws -> Set<String> {
    let merged = try transaction.query(
      "SELECT producer_id FROM producer WHERE merged_into_producer_id = ?1",
      [.text(id)]
    ) { $0.text(0) }
    return Set(merged + [id])
  }

  private static func trainings(_ rows: ReachedRows) -> RowFilter {
    switch rows {
    case .territory(let territory, _): .territory(territory, code: "unit_code", day: "held_on_day")
    case .producer:
      ofProducer(rows, in: "training_attendance").through("training_id", in: "training_attendance", of: "training")
    }
  }
}
