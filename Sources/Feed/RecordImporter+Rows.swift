public import Messages
import RPC
import Storage

extension RecordImporter {
  /// Records that one request may hold.
  public static var recordsMax: Int { 50_000 }

  /// Imports records the way that is the same for every service: compares each with the stored one, stores those that
  /// differ with an event each, and then has the rules between records checked with everything in place, so the
  /// order within a request is free. A record that comes twice is refused: which one is meant cannot be told.
  ///
  /// - Parameters:
  ///   - operationID: Names the import.
  ///   - requestDigest: Digest of the records.
  ///   - dryRun: Only check.
  ///   - rows: The request's records after their fields were checked by themselves.
  ///   - findings: What that check found.
  ///   - records: The service's records and rules.
  ///   - onStored: Adds to the transaction of an import that is stored.
  /// - Returns: The summary; violations are listed by record.
  /// - Throws: As `run(operationID:requestDigest:dryRun:stage:)`; INVALID_ARGUMENT for more than `recordsMax` records.
  public func run<Records: ImportableRecords>(
    operationID: String,
    requestDigest: [UInt8],
    dryRun: Bool,
    rows: [ImportRow<Records.Record>],
    findings: ImportFindings,
    records: Records,
    onStored: @escaping OnStored = { _, _ in }
  ) async throws -> CommonV1.ImportSummary {
    guard rows.count <= Self.recordsMax else {
      throw RPCError.invalid(
        field: "records",
        reason: "too_many",
        description: "\(rows.count) records in one import; at most \(Self.recordsMax) are taken, split it"
      )
    }
    var found = findings
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
      let changes = try Self.store(rows, records: records, in: transaction, summary: &summary, findings: &between)
      try records.check(changes, refused: refused, in: transaction, findings: &between)
      summary.addViolations(of: findings.joined(with: between))
    }
  }

  private static func store<Records: ImportableRecords>(
    _ rows: [ImportRow<Records.Record>],
    records: Records,
    in transaction: any WriteTransaction,
    summary: inout RecordImport,
    findings: inout ImportFindings
  ) throws -> [ImportedRecord<Records.Record>] {
    var changes: [ImportedRecord<Records.Record>] = []
    for (index, row) in rows.enumerated() {
      guard let record = row.record else { continue }
      let stored = try records.load(records.reference(to: record), in: transaction)
      if let objection = try records.objection(toStoring: record, over: stored?.record, in: transaction) {
        findings.add(objection, index: index)
        continue
      }
      if stored?.record == record {
        summary.noteUnchanged()
        continue
      }
      if row.baseRevision != 0, row.baseRevision != stored?.revision {
        summary.addStaleRevision(record: index, base: row.baseRevision, stored: stored?.revision)
      }
      let change = records.change(record)
      let subject = records.subject(of: record)
      let revision: UInt64
      if let stored {
        revision = try summary.noteUpdated(change, subject: subject, previousRevision: stored.revision)
      } else {
        revision = try summary.noteCreated(change, subject: subject)
      }
      try records.save(record, revision: revision, in: transaction)
      changes.append(ImportedRecord(index: index, record: record, previous: stored?.record))
    }
    return changes
  }

  /// Refuses records that come twice. Returns those that the request refuses by itself.
  private static func refuseRepeated<Record>(
    _ rows: [ImportRow<Record>],
    findings: inout ImportFindings
  ) -> Set<RecordReference> {
    var firstIndex: [RecordReference: Int] = [:]
    var refused: Set<RecordReference> = []
    for (index, row) in rows.enumerated() {
      guard let reference = row.reference, !reference.id.isEmpty else { continue }
      if row.record == nil { refused.insert(reference) }
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
