public import Messages
import RPC
public import Storage

extension RecordImporter {
  /// Whether a call reaches a record.
  public typealias Reach = @Sendable (RecordReference, any ReadTransaction) throws -> Bool

  /// Resolves a conflict: stores what was decided as an import of the record would, and closes the conflict in the same
  /// transaction.
  ///
  /// - Parameters:
  ///   - request: The decision.
  ///   - requestDigest: Digest of the request.
  ///   - closedBy: Key of who decides.
  ///   - queue: The service's.
  ///   - records: The service's records and rules.
  ///   - reaches: Whether the call reaches a record.
  ///   - onStored: Adds to the transaction; gets the conflict as it is closed.
  /// - Returns: What was stored. `applied` is false when there are violations: the conflict stays open then.
  /// - Throws: `RPCError` as `ResolveConflict` of the services tells.
  public func resolve<Records: ImportableRecords>(
    _ request: CommonV1.ResolveConflictRequest,
    requestDigest: [UInt8],
    by closedBy: String,
    in queue: ConflictQueue,
    records: Records,
    reaches: @escaping Reach,
    onStored: @escaping @Sendable (StoredConflict, StoredImport, any WriteTransaction) throws -> Void
  ) async throws -> CommonV1.ImportSummary {
    let decision = try ConflictDecision(request)
    return try await run(
      operationID: request.operationID,
      requestDigest: requestDigest,
      dryRun: false,
      onStored: { stored, transaction in
        try onStored(try queue.load(request.conflictID, in: transaction), stored, transaction)
      },
      stage: { transaction, summary in
        let records = try records.prepared(in: transaction)
        var conflict = try queue.load(request.conflictID, in: transaction)
        guard try reaches(conflict.reference, transaction),
          let stored = try records.load(conflict.reference, in: transaction)
        else { throw ConflictQueue.missing(request.conflictID) }
        try conflict.checkIsOpen()
        try conflict.check(revision: request.revision, stored: stored.revision)
        let theirs = records.change(stored.record).encodedBytes()
        let merge = try RecordMerge(
          of: Records.Change.descriptor,
          base: conflict.baseBytes,
          theirs: theirs,
          mine: conflict.myBytes
        )
        conflict.takenFields = try decision.takenFields(of: merge.collidingFields)
        let names = conflict.takenFields + merge.mergedFields
        if names.isEmpty {
          summary.noteUnchanged()
        } else {
          let update = try Records.Change(decodingBytes: merge.update(of: names, on: stored.revision))
          try Self.store(update, records: records, in: transaction, summary: &summary)
        }
        guard !summary.hasViolations else { return }
        conflict.revision = stored.revision
        conflict.theirBytes = theirs
        conflict.state = Self.state(taken: conflict.takenFields.count, of: merge.collidingFields.count)
        conflict.closedBy = closedBy
        conflict.closedAtUnixMicroseconds = summary.recordedAtUnixMicroseconds
        try queue.close(conflict, in: transaction)
      }
    )
  }

  /// Stores one record with every check of an import.
  private static func store<Records: ImportableRecords>(
    _ update: Records.Change,
    records: Records,
    in transaction: any WriteTransaction,
    summary: inout RecordImport
  ) throws {
    var findings = ImportFindings()
    var fields: NamedFields?
    let row = records.row(of: update, index: 0, preparesEvent: false, fields: &fields, findings: &findings)
    var refused = refuseRepeated([row], findings: &findings)
    let changes = try store(
      [row],
      records: records,
      conflicts: nil,
      in: transaction,
      summary: &summary,
      refused: &refused,
      findings: &findings
    )
    try records.check(changes, refused: refused, in: transaction, findings: &findings)
    summary.addViolations(of: findings)
  }

  private static func state(taken: Int, of count: Int) -> CommonV1.ConflictState {
    if taken == 0 { return .resolvedTheirs }
    return taken == count ? .resolvedMine : .resolvedMixed
  }
}

extension StoredConflict {
  /// - Throws: `RPCError` FAILED_PRECONDITION when it is closed.
  func checkIsOpen() throws(RPCError) {
    guard state != .open else { return }
    throw .refused(
      .failedPrecondition,
      field: "conflict_id",
      reason: "conflict_closed",
      description: "this conflict is closed already; nothing is left to decide"
    )
  }

  /// - Throws: `RPCError` ABORTED when the record is not at the revision any more that was shown.
  fileprivate func check(revision: UInt64, stored: UInt64) throws(RPCError) {
    guard revision != stored else { return }
    throw .refused(
      .aborted,
      field: "revision",
      reason: "stale_revision",
      description: "the decision was made at revision \(revision) of the record, which is at revision \(stored) now; "
        + "look at the conflict again and decide anew"
    )
  }
}
