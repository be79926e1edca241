import AccessControl
import DomainPrimitives
import Feed
import Messages
import Storage

/// What the import has to know of the listing service's records, and what who calls may do to them.
struct ListingRecords: ImportableRecords {
  let scope: RowScope
  let resolver: ScopeResolver
  /// Nil when the caller reaches everything, and before `prepared(in:)`.
  private var limit: ListingImportLimit?

  init(scope: RowScope, resolver: ScopeResolver) {
    self.scope = scope
    self.resolver = resolver
  }

  func prepared(in transaction: any ReadTransaction) throws -> ListingRecords {
    var prepared = self
    prepared.limit = try resolver.rows(of: scope, in: transaction, isCommitted: false).map(ListingImportLimit.init)
    return prepared
  }

  func reference(of message: ListingV1.Record) -> RecordReference? {
    message.reference.map { RecordReference(kind: $0.kind.rawValue, id: $0.id) }
  }

  func baseRevision(of message: ListingV1.Record) -> UInt64 { message.revision }

  func updateFields(of message: ListingV1.Record) -> [String] { message.updateFields }

  func read(_ message: ListingV1.Record, index: Int, findings: inout ImportFindings) -> ListingRecord? {
    var rules = RuleChecker()
    let record = message.read(rules: &rules)
    findings.add(rules.violations, index: index)
    return record
  }

  func reference(to record: ListingRecord) -> RecordReference {
    RecordReference(kind: record.kind.rawValue, id: record.id)
  }

  func subject(of record: ListingRecord) -> String {
    "\(record.kind.name)/\(record.id)"
  }

  func load(_ reference: RecordReference, in transaction: any ReadTransaction) throws -> StoredRecord<ListingRecord>? {
    guard let kind = RecordKind(rawValue: reference.kind) else { return nil }
    return try ListingStore.load(kind, id: reference.id, in: transaction)
  }

  func save(
    _ record: ListingRecord,
    over stored: ListingRecord?,
    revision: UInt64,
    in transaction: any WriteTransaction
  ) throws {
    try ListingStore.save(record, over: stored, revision: revision, in: transaction)
  }

  func change(_ record: ListingRecord) -> ListingV1.Record {
    ListingV1.Record(record)
  }

  func objection(
    toStoring record: ListingRecord,
    over stored: ListingRecord?,
    in transaction: any ReadTransaction
  ) throws -> ImportObjection? {
    try limit?.objection(toStoring: record, over: stored, in: transaction)
  }

  func check(
    _ changes: [ImportedRecord<ListingRecord>],
    refused: Set<RecordReference>,
    in transaction: any ReadTransaction,
    findings: inout ImportFindings
  ) throws {
    let rules = ListingRules(facts: StoredListingFacts(transaction: transaction, refused: refused))
    for change in changes {
      if let verdict = try limit?.verdict(on: change, refused: refused, in: transaction), !verdict.isAllowed {
        if let objection = verdict.objection { findings.add(objection, index: change.index) }
        continue
      }
      findings.add(try rules.violations(of: change.record, isUpdate: change.isUpdate), index: change.index)
    }
  }
}
