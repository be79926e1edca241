import Messages
public import Storage

/// A record of an import that was read at a revision which is not the stored one's any more.
@usableFromInline
struct StaleRecord<Records: ImportableRecords> {
  private let record: Records.Record
  private let row: ImportRow<Records.Record>
  private let index: Int
  private let stored: StoredRecord<Records.Record>
  private let records: Records

  /// - Parameters:
  ///   - record: Whole, as it was to be stored.
  ///   - row: What it was made of.
  ///   - index: Its place in the request, from 0.
  ///   - stored: The record as others have changed it.
  ///   - records: The service's records and rules.
  @usableFromInline
  init(
    record: Records.Record,
    row: ImportRow<Records.Record>,
    index: Int,
    stored: StoredRecord<Records.Record>,
    records: Records
  ) {
    self.record = record
    self.row = row
    self.index = index
    self.stored = stored
    self.records = records
  }

  /// The record to store when others have changed other fields of it; otherwise it is queued.
  ///
  /// - Returns: Nil when it is queued, or refused, which the findings tell.
  /// - Throws: `RPCError` when the queue is full; `DatabaseError`.
  @usableFromInline
  func merged(
    _ conflicts: ConflictIntake,
    in transaction: any WriteTransaction,
    summary: inout RecordImport,
    findings: inout ImportFindings
  ) throws -> Records.Record? {
    let subject = records.subject(of: record)
    let base = try ChangeLog.event(ofSubject: subject, at: row.baseRevision, in: transaction)
    let theirs = records.change(stored.record)
    let mine = try updating(records.change(record))
    let merge = try RecordMerge(
      of: Records.Change.descriptor,
      base: base?.change ?? [],
      theirs: theirs.encodedBytes(),
      mine: mine
    )
    guard merge.collidingFields.isEmpty else {
      let before = findings.count
      try records.checkQueued(record, index: index, in: transaction, findings: &findings)
      guard findings.count == before else { return nil }
      let conflict = StoredConflict(
        sequence: 0,
        reference: records.reference(to: record),
        baseRevision: row.baseRevision,
        queuedRevision: stored.revision,
        revision: stored.revision,
        baseBytes: base?.change ?? [],
        theirBytes: theirs.encodedBytes(),
        myBytes: mine,
        queuedBy: conflicts.queuedBy,
        queuedAtUnixMicroseconds: summary.recordedAtUnixMicroseconds,
        operationID: summary.operationID,
        state: .open
      )
      let id = try conflicts.queue.add(conflict, in: transaction)
      summary.noteQueued(record: index, conflictID: id, subject: subject)
      return nil
    }
    guard !merge.mergedFields.isEmpty else { return stored.record }
    let update = try Records.Change(decodingBytes: merge.update(of: merge.mergedFields, on: stored.revision))
    let fields = NamedFields(merge.mergedFields, of: Records.Change.descriptor)
    guard let part = PartialRecord(update, fields) else { return nil }
    let whole = try part.completed(over: theirs) { records.reference(of: $0) }
    return records.read(whole, index: index, findings: &findings)
  }

  /// The record with the names of the fields that it tells of, encoded.
  private func updating(_ change: Records.Change) throws -> [UInt8] {
    let bytes = change.encodedBytes()
    guard !row.updateFields.isEmpty, let field = Records.Change.descriptor.field(named: "update_fields") else {
      return bytes
    }
    var message = try DynamicMessage(Records.Change.descriptor, decodingBytes: bytes)
    try message.set(.repeated(row.updateFields.map { .string($0) }), for: field)
    return message.encodedBytes()
  }
}
