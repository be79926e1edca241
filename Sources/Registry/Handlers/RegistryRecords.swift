import AccessControl
import DomainPrimitives
import Feed
import Messages
import Storage

/// What the import has to know of the registry's records, and what who calls may do to them.
struct RegistryRecords: ImportableRecords {
  let scope: RowScope
  let resolver: ScopeResolver
  /// Nil when the caller reaches everything, and before `prepared(in:)`.
  private var limit: RegistryImportLimit?

  init(scope: RowScope, resolver: ScopeResolver) {
    self.scope = scope
    self.resolver = resolver
  }

  func prepared(in transaction: any ReadTransaction) throws -> RegistryRecords {
    var prepared = self
    prepared.limit = try resolver.rows(of: scope, in: transaction, isCommitted: false).map(RegistryImportLimit.init)
    return prepared
  }

  func reference(of message: RegistryV1.Record) -> RecordReference? {
    message.reference.map { RecordReference(kind: $0.kind.rawValue, id: $0.id) }
  }

  func baseRevision(of message: RegistryV1.Record) -> UInt64 { message.revision }

  func updateFields(of message: RegistryV1.Record) -> [String] { message.updateFields }

  func read(_ message: RegistryV1.Record, index: Int, findings: inout ImportFindings) -> RegistryRecord? {
    var rules = RuleChecker()
    let record = message.read(rules: &rules)
    let isWhole = message.checkIsWhole(rules: &rules)
    findings.add(rules.violations, index: index)
    return isWhole ? record : nil
  }

  func reference(to record: RegistryRecord) -> RecordReference {
    RecordReference(kind: record.kind.rawValue, id: record.id)
  }

  func subject(of record: RegistryRecord) -> String {
    "\(record.kind.name)/\(record.id)"
  }

  func load(_ reference: RecordReference, in transaction: any ReadTransaction) throws -> StoredRecord<RegistryRecord>? {
    guard let kind = RecordKind(rawValue: reference.kind) else { return nil }
    return try RegistryStore.load(kind, id: reference.id, in: transaction)
  }

  func save(
    _ record: RegistryRecord,
    over stored: RegistryRecord?,
    revision: UInt64,
    in transaction: any WriteTransaction
  ) throws {
    try RegistryStore.save(record, revision: revision, in: transaction)
    try PastOwners.note(record, over: stored, in: transaction)
  }

  func change(_ record: RegistryRecord) -> RegistryV1.Record {
    RegistryV1.Record(record)
  }

  func objection(
    toStoring record: RegistryRecord,
    over stored: RegistryRecord?,
    in transaction: any ReadTransaction
  ) throws -> ImportObjection? {
    try limit?.objection(toStoring: record, over: stored, in: transaction)
  }

  func checkQueued(
    _ record: RegistryRecord,
    index: Int,
    in transaction: any ReadTransaction,
    findings: inout ImportFindings
  ) throws {
    findings.add(try ErasureStore.violations(of: record, in: transaction), index: index)
  }

  func check(
    _ changes: [ImportedRecord<RegistryRecord>],
    refused: Set<RecordReference>,
    in transaction: any ReadTransaction,
    findings: inout ImportFindings
  ) throws {
    let rules = RegistryRules(facts: StoredRegistryFacts(transaction, refused: refused, reachedRows: limit?.rows))
    for change in changes {
      guard let verdict = try limit?.verdict(on: change, refused: refused, in: transaction), !verdict.isAllowed else {
        findings.add(try rules.violations(of: change.record, previous: change.previous), index: change.index)
        findings.add(try ErasureStore.violations(of: change.record, in: transaction), index: change.index)
        continue
      }
      // A unit that cannot be found is in nobody's units, and what may be meant is no secret.
      let units = try rules.violations(of: change.record, previous: change.previous).filter { $0.field == "unit_code" }
      if let objection = verdict.objection, units.isEmpty { findings.add(objection, index: change.index) }
      findings.add(units, index: change.index)
    }
  }
}
