import AccessControl
import DomainPrimitives
import Feed
import RPC
import Storage

/// The rows of a list: those that a call reaches, and of them those that it asks for.
struct AskedRows {
  /// What the store is asked for; nil = everything.
  let rows: ReachedRows?
  /// Only those of a producer that goes under these identifiers, if there are any.
  private let producerIDs: Set<String>
  /// Only those in this territory, if it is set.
  private let territory: OfficeTerritory?

  /// - Parameters:
  ///   - rows: What the call reaches; nil = everything.
  ///   - unitCode: Only producers registered in this unit or below it, on the map of `day`; empty = all.
  ///   - producerID: Only this producer, with those merged into it; empty = all.
  ///   - day: Day of the map.
  ///   - territories: What is remembered of units that were asked for.
  /// - Throws: `RPCError` INVALID_ARGUMENT for a code that no unit bears on the day; `DatabaseError`.
  init(
    _ rows: ReachedRows?,
    unitCode: String,
    producerID: String,
    on day: CivilDate,
    territories: TerritoryCache,
    in transaction: any ReadTransaction
  ) throws {
    let ofUnit =
      unitCode.isEmpty
      ? nil : try Self.rows(ofUnit: unitCode, on: day, territories: territories, in: transaction)
    // One condition is for the store, the most narrow one that may be; the others are looked at row by row.
    if let rows {
      self.rows = rows
      producerIDs =
        producerID.isEmpty ? [] : try RegistryRows.identifiers(ofProducer: producerID, in: transaction)
      territory = ofUnit?.territory
    } else if !producerID.isEmpty {
      self.rows = .producer(producerID)
      producerIDs = []
      territory = ofUnit?.territory
    } else {
      self.rows = ofUnit
      producerIDs = []
      territory = nil
    }
  }

  /// Those that a call reaches now, of what was known at a revision. What lay in a unit then may not lie there now, so
  /// the store is asked for all that the call reaches, and the rest is looked at row by row.
  ///
  /// - Parameters:
  ///   - rows: What the call reaches; nil = everything.
  ///   - unitCode: Only producers registered in this unit or below it, on the map of `day` as it was known then;
  ///     empty = all.
  ///   - day: Day of the map.
  ///   - territories: What is remembered of units that were asked for on the map as it is known now.
  ///   - pastTerritories: The same of maps as they were known earlier.
  /// - Throws: `RPCError` INVALID_ARGUMENT for a code that no unit bore on the day; as `RegistryPast` does.
  init(
    _ rows: ReachedRows?,
    unitCode: String,
    on day: CivilDate,
    at past: RegistryPast,
    territories: TerritoryCache,
    pastTerritories: TerritoryCache
  ) throws {
    self.rows = rows
    producerIDs = []
    if unitCode.isEmpty {
      territory = nil
    } else if try past.isMapUnchanged() {
      territory = try Self.rows(ofUnit: unitCode, on: day, territories: territories, in: past.transaction).territory
    } else {
      let unit = try Self.unit(unitCode, of: past.units(code: unitCode), on: day)
      let epoch = try ChangeLog.head(in: past.transaction).epoch
      territory = try pastTerritories.territory(
        of: [unit.key],
        on: day,
        version: TerritoryCache.Version(epoch: epoch, revision: past.revision),
        load: { try past.geography() }
      )
    }
  }

  /// Which records of a kind the store is asked for.
  func filter(_ kind: RecordKind) -> RowFilter? {
    rows.flatMap { RegistryRows.filter(kind, $0) }
  }

  /// Whether a unit is asked for that the store does not look after.
  var isOfUnit: Bool { territory != nil }

  /// Whether the store looks after everything, so that `admits` is true of every producer.
  var isLeftToStore: Bool { territory == nil && producerIDs.isEmpty }

  /// Whether a producer's records, as far as the call reaches them, are asked for. Throws `DatabaseError`.
  func admits(_ producer: Producer, in transaction: any ReadTransaction) throws -> Bool {
    try admits(producer) { try RegistryTables.placements.ofProducer(producer.id, in: transaction) }
  }

  /// The same, with the placements of the producer from wherever they are known. Throws what `placements` throws.
  func admits(_ producer: Producer, placements: () throws -> [UnitPlacementRecord]) rethrows -> Bool {
    if !producerIDs.isEmpty, !producerIDs.contains(producer.id) { return false }
    guard let territory else { return true }
    if territory.contains(unitCode: producer.unitCode, on: producer.registeredOn) { return true }
    // What was split belongs to whom it was placed with.
    return try placements().contains { placement in
      territory.contains(unitCode: placement.unit.code, on: placement.unit.validFrom)
    }
  }

  private static func rows(
    ofUnit code: String,
    on day: CivilDate,
    territories: TerritoryCache,
    in transaction: any ReadTransaction
  ) throws -> ReachedRows {
    let bearers = try RegistryTables.units.select("WHERE code = ?1", [.text(code)], in: transaction)
    let unit = try unit(code, of: bearers, on: day)
    return try territories.rows(of: [unit.key], on: day, from: RegistryRows.source, in: transaction)
  }

  /// The one of the units that bear a code that does so on a day.
  private static func unit(
    _ code: String,
    of bearers: [AdministrativeUnit],
    on day: CivilDate
  ) throws(RPCError) -> AdministrativeUnit {
    if let unit = bearers.first(where: { $0.isInForce(on: day) }) { return unit }
    throw RPCError.invalid(
      field: "unit_code",
      reason: bearers.isEmpty ? "unknown_unit" : "unit_not_in_force",
      description: "no administrative unit had the code \(FieldText.quoted(code)) on \(day); give the code of one in "
        + "force then"
    )
  }
}
