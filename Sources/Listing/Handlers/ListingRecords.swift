import DomainPrimitives
import Feed
import Messages
import Storage

/// What the import has to know of the listing service's records.
struct ListingRecords: ImportableRecords {
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

  func save(_ record: ListingRecord, revision: UInt64, in transaction: any WriteTransaction) throws {
    try ListingStore.save(record, revision: revision, in: transaction)
  }

  func change(_ record: ListingRecord) -> ListingV1.Record {
    ListingV1.Record(record)
  }

  func check(
    _ changes: [ImportedRecord<ListingRecord>],
    refused: Set<RecordReference>,
    in transaction: any ReadTransaction,
    findings: inout ImportFindings
  ) throws {
    let rules = ListingRules(facts: StoredListingFacts(transaction: transaction, refused: refused))
    for change in changes {
      findings.add(try rules.violations(of: change.record, isUpdate: change.isUpdate), index: change.index)
    }
  }
}
