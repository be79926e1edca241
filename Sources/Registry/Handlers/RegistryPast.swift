import DomainPrimitives
import Feed
import Messages
import RPC
import Storage

/// What the registry knew at a revision of its change log, as far as a call asks for it. Records are never deleted, so
/// what there was then is among what there is now: a record that was not changed since is read from its table, of
/// another one the log tells what it was.
///
/// Used in one transaction, by one thread.
final class RegistryPast {
  /// A record then.
  enum State<Record> {
    case known(Record)
    /// It was not there yet.
    case absent
    /// What it was was erased on a person's behalf.
    case erased
  }

  /// Of the change log.
  let revision: UInt64
  /// Events that were looked at so far.
  private(set) var walkedEvents = 0
  let transaction: any ReadTransaction
  /// Kinds of which it was looked up already whether any record was another's once.
  private var isAnyMoved: [RecordKind: Bool] = [:]

  /// - Throws: `RPCError` OUT_OF_RANGE for a revision beyond the log's head; `DatabaseError`.
  init(atRevision revision: UInt64, in transaction: any ReadTransaction) throws {
    try ChangeLog.head(knowing: revision, in: transaction)
    self.revision = revision
    self.transaction = transaction
  }

  /// A record as it was.
  ///
  /// - Throws: `RPCError` OUT_OF_RANGE when the log does not tell any more, DATA_LOSS when what it tells makes no
  ///   sense; `DatabaseError`.
  func state<Record>(
    of stored: StoredRecord<Record>,
    _ form: RegistryRecordForm<Record>
  ) throws -> State<Record> {
    if stored.revision <= revision { return .known(stored.record) }
    let found = try ChangeLog.state(
      newestRevision: stored.revision,
      atRevision: revision,
      walked: &walkedEvents,
      in: transaction
    )
    switch found {
    case .absent: return .absent
    case .event(let event) where event.isErased: return .erased
    case .event(let event):
      var rules = RuleChecker()
      let record = try RegistryV1.Record(decodingBytes: event.change).read(rules: &rules)
      guard let record, let past = form.unwrap(record) else {
        throw RPCError(.dataLoss, "event \(event.revision) of \(event.subject) tells of no record that makes sense")
      }
      return .known(past)
    case .compacted(let floor):
      let record = form.wrap(stored.record)
      throw RecordHistory.compacted("\(record.kind.name) \(record.id)", atRevision: revision, floor: floor)
    }
  }

  /// Of records those that were there, as they were. Throws as `state(of:_:)`, and NOT_FOUND when one was erased.
  private func known<Record>(
    _ all: [StoredRecord<Record>],
    _ form: RegistryRecordForm<Record>
  ) throws -> [Record] {
    try all.compactMap { stored in
      switch try state(of: stored, form) {
      case .known(let record): return record
      case .absent: return nil
      case .erased:
        let record = form.wrap(stored.record)
        throw RPCError.missing(
          record.kind.name,
          name: record.id,
          description: "what \(record.kind.name) \(record.id) was at revision \(revision) was erased"
        )
      }
    }
  }

  /// Identifiers of the records of a kind that were an owner's once. Throws as `PastOwners.isAny(_:at:in:)`.
  private func moved(_ kind: RecordKind, from owner: String) throws -> [String] {
    let isAny = try isAnyMoved[kind] ?? PastOwners.isAny(kind, at: revision, in: transaction)
    isAnyMoved[kind] = isAny
    return isAny ? try PastOwners.records(kind, of: owner, in: transaction) : []
  }
}

/// What recognitions hang on.
extension RegistryPast {
  /// The decisions on recognitions. Throws as `state(of:_:)`.
  func ruleSets() throws -> RuleSets {
    let stored = try RegistryTables.ruleSets.selectStored("ORDER BY rule_set_id", [], in: transaction)
    return RuleSets(stored: try known(stored, .ruleSet))
  }

  /// The recognitions that a product had, in no order, as far as a call reaches them now.
  ///
  /// Throws as `state(of:_:)`, and as `PastOwners.isAny(_:at:in:)`.
  func recognitions(productID: String, asked: AskedRows) throws -> [Recognition] {
    let table = RegistryTables.recognitions
    var stored = try table.selectStored("WHERE product_id = ?1", [.text(productID)], in: transaction)
    // One that was corrected to be another product's belongs to whoever reaches that one.
    for id in try moved(.recognition, from: productID) {
      let found = try table.load(id, reachedBy: asked.filter(.recognition), in: transaction)
      if let found, found.record.productID != productID { stored.append(found) }
    }
    return try known(stored, .recognition).filter { $0.productID == productID }
  }

  /// Whose a product was; nil when it was not there yet. Throws as `state(of:_:)`.
  func producerID(ofProduct id: String) throws -> String? {
    guard let stored = try RegistryTables.products.load(id, in: transaction) else { return nil }
    return try known([stored], .product).first?.producerID
  }

  /// A producer then and now; nil when there is none. Throws as `state(of:_:)`.
  func producer(_ id: String) throws -> (now: Producer, then: State<Producer>)? {
    guard let stored = try RegistryTables.producers.load(id, in: transaction) else { return nil }
    return (stored.record, try state(of: stored, .producer))
  }

  /// Where a producer was placed. Throws as `state(of:_:)`, and as `PastOwners.isAny(_:at:in:)`.
  func placements(producerID: String) throws -> [UnitPlacementRecord] {
    let table = RegistryTables.placements
    var stored = try table.selectStored("WHERE producer_id = ?1", [.text(producerID)], in: transaction)
    for id in try moved(.unitPlacement, from: producerID) {
      let found = try table.load(id, in: transaction)
      if let found, found.record.producerID != producerID { stored.append(found) }
    }
    return try known(stored, .unitPlacement).filter { $0.producerID == producerID }
  }
}

/// The map.
extension RegistryPast {
  /// Whether it is still the same. Throws `DatabaseError`.
  func isMapUnchanged() throws -> Bool {
    try RegistryRows.mapRevision(in: transaction) <= revision
  }

  /// The units that have borne a code. Throws as `state(of:_:)`.
  func units(code: String) throws -> [AdministrativeUnit] {
    let stored = try RegistryTables.units.selectStored("WHERE code = ?1", [.text(code)], in: transaction)
    return try known(stored, .administrativeUnit)
  }

  /// The whole map: of every unit that was changed since the log is asked. Throws as `state(of:_:)`.
  func geography() throws -> AdministrativeGeography {
    let units = try RegistryTables.units.selectStored("", [], in: transaction)
    let successions = try RegistryTables.successions.selectStored("", [], in: transaction)
    return AdministrativeGeography(
      units: try known(units, .administrativeUnit),
      successions: try known(successions, .unitSuccession).map(\.succession)
    )
  }
}
