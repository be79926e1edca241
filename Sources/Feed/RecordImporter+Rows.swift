public import Messages
public import RPC
public import Storage

// Compiled into the services, where the types of their records are known.
extension RecordImporter {
  /// Records that one request may hold.
  public static let recordsMax = 50_000

  /// Records of an import whose events are made ready before its transaction begins: the thread that all writes share
  /// is kept free so, but the caller's, which may have other calls to answer, must not be held up by a large import.
  @usableFromInline static let preparedRecordsMax = 100

  /// Imports records the way that is the same for every service: compares each with the stored one, stores those that
  /// differ with an event each, and then has the rules between records checked with everything in place, so the
  /// order within a request is free. A record that comes twice is refused: which one is meant cannot be told.
  ///
  /// - Parameters:
  ///   - operationID: Names the import.
  ///   - requestDigest: Digest of the records.
  ///   - dryRun: Only check.
  ///   - messages: The request's records.
  ///   - records: The service's records and rules.
  ///   - conflicts: Where records go that others have changed since they were read; nil = such a record is a violation.
  ///   - onStored: Adds to the transaction of an import that is stored.
  /// - Returns: The summary; violations are listed by record.
  /// - Throws: As `run(operationID:requestDigest:dryRun:stage:)`; INVALID_ARGUMENT for more than `recordsMax` records.
  @inlinable
  public func run<Records: ImportableRecords>(
    operationID: String,
    requestDigest: [UInt8],
    dryRun: Bool,
    messages: [Records.Change],
    records: Records,
    conflicts: ConflictIntake? = nil,
    onStored: @escaping OnStored = { _, _ in }
  ) async throws -> CommonV1.ImportSummary {
    guard messages.count <= Self.recordsMax else {
      throw RPCError.invalid(
        field: "records",
        reason: "too_many",
        description: "\(messages.count) records in one import; at most \(Self.recordsMax) are taken, split it"
      )
    }
    var found = ImportFindings()
    let isSmall = messages.count <= Self.preparedRecordsMax
    var fields: NamedFields?
    let rows = messages.enumerated().map {
      records.row(of: $1, index: $0, preparesEvent: isSmall && !dryRun, fields: &fields, findings: &found)
    }
    let refused = Self.refuseRepeated(rows, findings: &found)
    let findings = found
    return try await run(
      operationID: operationID,
      requestDigest: requestDigest,
      dryRun: dryRun,
      onStored: onStored
    ) { transaction, summary in
      let records = try records.prepared(in: transaction)
      var between = ImportFindings()
      var refused = refused
      let changes = try Self.store(
        rows,
        records: records,
        conflicts: conflicts,
        in: transaction,
        summary: &summary,
        refused: &refused,
        findings: &between
      )
      try records.check(changes, refused: refused, in: transaction, findings: &between)
      summary.addViolations(of: findings.joined(with: between))
    }
  }

  @inlinable
  static func store<Records: ImportableRecords>(
    _ rows: [ImportRow<Records.Record>],
    records: Records,
    conflicts: ConflictIntake?,
    in transaction: any WriteTransaction,
    summary: inout RecordImport,
    refused: inout Set<RecordReference>,
    findings: inout ImportFindings
  ) throws -> [ImportedRecord<Records.Record>] {
    var changes: [ImportedRecord<Records.Record>] = []
    for (index, row) in rows.enumerated() {
      guard
        var record = try whole(row, index, records, in: transaction, refused: &refused, findings: &findings)
      else { continue }
      let stored = try records.load(records.reference(to: record), in: transaction)
      if let objection = try records.objection(toStoring: record, over: stored?.record, in: transaction) {
        findings.add(objection, index: index)
        continue
      }
      if stored?.record == record {
        summary.noteUnchanged()
        continue
      }
      var event = row.event
      if row.baseRevision != 0, row.baseRevision != stored?.revision {
        if let conflicts, let stored {
          let merger = StaleRecord(record: record, row: row, index: index, stored: stored, records: records)
          guard
            let merged = try merger.merged(conflicts, in: transaction, summary: &summary, findings: &findings)
          else { continue }
          record = merged
          event = nil
          if merged == stored.record {
            summary.noteUnchanged()
            continue
          }
        } else {
          summary.addStaleRevision(record: index, base: row.baseRevision, stored: stored?.revision)
        }
      }
      let revision: UInt64
      if summary.isDryRun {
        revision = summary.noteWithoutEvent(isUpdate: stored != nil)
      } else if let stored {
        let prepared = event ?? records.event(of: record)
        revision = try summary.noteUpdated(prepared, previousRevision: stored.revision)
      } else {
        revision = try summary.noteCreated(event ?? records.event(of: record))
      }
      try records.save(record, over: stored?.record, revision: revision, in: transaction)
      changes.append(ImportedRecord(index: index, record: record, previous: stored?.record))
    }
    return changes
  }

  /// The record of a row, made whole of what is stored when it tells only of some fields; nil when it was refused.
  @inlinable
  static func whole<Records: ImportableRecords>(
    _ row: ImportRow<Records.Record>,
    _ index: Int,
    _ records: Records,
    in transaction: any ReadTransaction,
    refused: inout Set<RecordReference>,
    findings: inout ImportFindings
  ) throws -> Records.Record? {
    guard let completion = row.completion, let reference = row.reference else { return row.record }
    let stored = try records.load(reference, in: transaction)?.record
    // What is wrong with the whole may tell of what is stored, so who does not reach that is turned away before.
    if let stored, let objection = try records.objection(toStoring: stored, over: stored, in: transaction) {
      findings.add(objection, index: index)
      return nil
    }
    let record = try completion(stored, &findings)
    if record == nil { refused.insert(reference) }
    return record
  }

  /// Refuses records that come twice. Returns those that the request refuses by itself.
  @inlinable
  static func refuseRepeated<Record>(
    _ rows: [ImportRow<Record>],
    findings: inout ImportFindings
  ) -> Set<RecordReference> {
    if rows.count == 1, let row = rows.first {
      guard row.isRefused, let reference = row.reference, !reference.id.isEmpty else { return [] }
      return [reference]
    }
    var firstIndex: [RecordReference: Int] = [:]
    var refused: Set<RecordReference> = []
    for (index, row) in rows.enumerated() {
      guard let reference = row.reference, !reference.id.isEmpty else { continue }
      if row.isRefused { refused.insert(reference) }
      guard let first = firstIndex[reference] else {
        firstIndex[reference] = index
        continue
      }
      findings.add(
        index: index,
        field: "record",
        reason: "record_repeated",
        description: "the record with this identifier is already number \(first) of this import, counted from 0; "
          + "remove one of them"
      )
    }
    return refused
  }
}
