import AccessControl
import DomainPrimitives
import Feed
import Storage

/// Looks facts up in a transaction in which all records of the import are already stored. Used in one transaction,
/// by one thread; what it read of units is kept, since every row of a file asks for the same few.
final class StoredRegistryFacts: RegistryFacts {
  let transaction: any ReadTransaction
  /// Rows that who imports reaches; nil for all.
  let reachedRows: ReachedRows?
  private let refused: Set<RecordReference>
  private let refusedUnitCodes: Set<Substring>
  private var unitsByCode: [String: [AdministrativeUnit]] = [:]
  private var geography: AdministrativeGeography?
  private var ruleSetsInForce: RuleSets?

  /// - Parameters:
  ///   - transaction: The import's own.
  ///   - refused: Records of the import that were refused by themselves.
  ///   - reachedRows: Rows that who imports reaches; nil for all.
  init(_ transaction: any ReadTransaction, refused: Set<RecordReference>, reachedRows: ReachedRows? = nil) {
    self.transaction = transaction
    self.reachedRows = reachedRows
    self.refused = refused
    refusedUnitCodes = Set(
      refused.filter { $0.kind == RecordKind.administrativeUnit.rawValue }.map { $0.id.prefix { $0 != "@" } }
    )
  }

  func isRefused(_ kind: RecordKind, id: String) -> Bool {
    refused.contains(RecordReference(kind: kind.rawValue, id: id))
  }

  func isRefused(unitCode: String) -> Bool {
    refusedUnitCodes.contains(unitCode[...])
  }

  func units(code: String) throws -> [AdministrativeUnit] {
    if let known = unitsByCode[code] { return known }
    let found = try RegistryTables.units.select(
      "WHERE code = ?1 ORDER BY valid_from_day",
      [.text(code)],
      in: transaction
    )
    unitsByCode[code] = found
    return found
  }

  func units(named name: String, on date: CivilDate) throws -> [AdministrativeUnit] {
    let all: AdministrativeGeography
    if let geography {
      all = geography
    } else {
      all = AdministrativeGeography(units: try RegistryTables.units.select("", [], in: transaction), successions: [])
      geography = all
    }
    return all.units(named: name, on: date)
  }

  func units(parentCode: String) throws -> [AdministrativeUnit] {
    try RegistryTables.units.select("WHERE parent_code = ?1 ORDER BY unit_id", [.text(parentCode)], in: transaction)
  }

  func successions(from key: UnitKey) throws -> [UnitSuccession] {
    try RegistryTables.successions.select(
      "WHERE from_code = ?1 AND from_valid_from_day = ?2 ORDER BY succession_id",
      [.text(key.code), .day(key.validFrom)],
      in: transaction
    ).map(\.succession)
  }

  func successions(to key: UnitKey) throws -> [UnitSuccession] {
    try RegistryTables.successions.select(
      "WHERE to_code = ?1 AND to_valid_from_day = ?2 ORDER BY succession_id",
      [.text(key.code), .day(key.validFrom)],
      in: transaction
    ).map(\.succession)
  }

  func ruleSets() throws -> RuleSets {
    if let ruleSetsInForce { return ruleSetsInForce }
    let found = RuleSets(stored: try storedRuleSets())
    ruleSetsInForce = found
    return found
  }

  func hasProducer(_ id: String) throws -> Bool {
    try RegistryTables.producers.contains(id, in: transaction)
  }

  func placements(producerID: String) throws -> [UnitPlacementRecord] {
    try RegistryTables.placements.ofProducer(producerID, in: transaction)
  }

  func hasProduct(_ id: String) throws -> Bool {
    try RegistryTables.products.contains(id, in: transaction)
  }

  func product(_ id: String) throws -> Product? {
    try RegistryTables.products.load(id, in: transaction)?.record
  }

  func phase(_ id: String) throws -> CampaignPhase? {
    try RegistryTables.phases.load(id, in: transaction)?.record
  }

  func phases(unitCode: String) throws -> [CampaignPhase] {
    try RegistryTables.phases.select(
      "WHERE phase_id IN (SELECT phase_id FROM campaign_phase_unit WHERE unit_code = ?1) ORDER BY phase_id",
      [.text(unitCode)],
      in: transaction
    )
  }

  func targets(phaseID: String) throws -> [CampaignTarget] {
    try RegistryTables.targets.select("WHERE phase_id = ?1 ORDER BY target_id", [.text(phaseID)], in: transaction)
  }

  func producerDays(unitCode: String) throws -> [(id: String, day: CivilDate)] {
    try transaction.query(
      "SELECT producer_id, registered_on_day FROM producer WHERE unit_code = ?1 ORDER BY producer_id",
      [.text(unitCode)]
    ) { ($0.text(0), $0.day(1)) }
  }

  func trainingDays(unitCode: String) throws -> [(id: String, day: CivilDate)] {
    try transaction.query(
      "SELECT training_id, held_on_day FROM training WHERE unit_code = ?1 ORDER BY training_id",
      [.text(unitCode)]
    ) { ($0.text(0), $0.day(1)) }
  }
}
