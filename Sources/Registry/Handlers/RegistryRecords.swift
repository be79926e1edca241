import DomainPrimitives
import Feed
import Messages
import Storage

/// What the import has to know of the registry's records.
struct RegistryRecords: ImportableRecords {
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

  func save(_ record: RegistryRecord, revision: UInt64, in transaction: any WriteTransaction) throws {
    try RegistryStore.save(record, revision: revision, in: transaction)
  }

  func change(_ record: RegistryRecord) -> RegistryV1.Record {
    RegistryV1.Record(record)
  }

  func check(
    _ changes: [ImportedRecord<RegistryRecord>],
    refused: Set<RecordReference>,
    in transaction: any ReadTransaction,
    findings: inout ImportFindings
  ) throws {
    let rules = RegistryRules(facts: StoredRegistryFacts(transaction, refused: refused))
    for change in changes {
      findings.add(try rules.violations(of: change.record, isUpdate: change.isUpdate), index: change.index)
    }
  }
}
