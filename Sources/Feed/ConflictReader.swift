public import Messages
import RPC
public import Storage

/// Shows a service's conflicts to a call: those of records that it reaches.
public struct ConflictReader<Records: ImportableRecords> {
  private let queue: ConflictQueue
  private let records: Records
  private let reaches: (RecordReference, any ReadTransaction) throws -> Bool
  private let mask: (inout CommonV1.Conflict, any ReadTransaction) throws -> Void

  /// Apart from lists of records, so that their tokens are not taken for each other's.
  private static var listNumber: Int { 1_003 }

  /// - Parameters:
  ///   - queue: The service's.
  ///   - records: The service's records.
  ///   - reaches: Whether the call reaches a record.
  ///   - mask: Leaves out of the records what the call may not see.
  public init(
    of queue: ConflictQueue,
    records: Records,
    reaches: @escaping (RecordReference, any ReadTransaction) throws -> Bool,
    mask: @escaping (inout CommonV1.Conflict, any ReadTransaction) throws -> Void = { _, _ in }
  ) {
    self.queue = queue
    self.records = records
    self.reaches = reaches
    self.mask = mask
  }

  /// A page of conflicts, in the order of queueing.
  ///
  /// - Throws: `RPCError` INVALID_ARGUMENT that names the field; `DatabaseError`.
  public func list(
    _ request: CommonV1.ListConflictsRequest,
    in transaction: any ReadTransaction
  ) throws -> CommonV1.ListConflictsResponse {
    let kind = try kind(named: request.kind)
    for state in request.states where state == .unspecified || !CommonV1.ConflictState.allCases.contains(state) {
      throw RPCError.invalid(
        field: "states",
        reason: "unknown_value",
        description: "\(state.rawValue) is no state of a conflict; use 1 to "
          + "\(CommonV1.ConflictState.allCases.count - 1)"
      )
    }
    let states = Set(request.states).sorted { $0.rawValue < $1.rawValue }
    let cursor = try PageCursor(kind: Self.listNumber, page: request.page)
    guard cursor.afterID.isEmpty || Int64(cursor.afterID) != nil else {
      throw RPCError.invalid(
        field: "page.page_token",
        reason: "bad_page_token",
        description: "page_token is not one that this list returned; start again without it"
      )
    }
    let page = try cursor.scan { after, limit in
      try queue.sequences(after: Int64(after) ?? 0, kind: kind, states: states, limit: limit, in: transaction)
    } record: { id -> CommonV1.Conflict? in
      guard let sequence = Int64(id), let conflict = try queue.load(sequence: sequence, in: transaction),
        try reaches(conflict.reference, transaction)
      else { return nil }
      return try message(of: conflict, in: transaction)
    }
    var response = CommonV1.ListConflictsResponse()
    response.conflicts = page.records
    response.nextPageToken = page.nextPageToken
    response.revision = try ChangeLog.head(in: transaction).revision
    return response
  }

  /// The conflict with an identifier. Throws `RPCError` NOT_FOUND; `DatabaseError`.
  public func conflict(_ identifier: String, in transaction: any ReadTransaction) throws -> CommonV1.Conflict {
    try message(of: reached(identifier, in: transaction), in: transaction)
  }

  /// Takes a conflict back; one that is withdrawn stays so.
  ///
  /// - Parameters:
  ///   - identifier: Its identifier.
  ///   - caller: Key of who calls.
  ///   - decides: Whether the call is an officer's whose record it is; all others withdraw only what they have queued.
  ///   - now: In microseconds since 1970-01-01T00:00:00Z.
  /// - Returns: The conflict as it is now, and, when it was open, its row for the audit log.
  /// - Throws: `RPCError` NOT_FOUND, PERMISSION_DENIED, FAILED_PRECONDITION; `DatabaseError`.
  public func withdraw(
    _ identifier: String,
    by caller: String,
    decides: (RecordReference, any ReadTransaction) throws -> Bool,
    at now: Int64,
    in transaction: any WriteTransaction
  ) throws -> (conflict: CommonV1.Conflict, withdrawn: StoredConflict?) {
    var conflict = try reached(identifier, in: transaction)
    guard try conflict.queuedBy == caller || decides(conflict.reference, transaction) else {
      throw RPCError(.permissionDenied, "\(identifier) was queued by somebody else, so it is an officer's to withdraw")
    }
    if conflict.state == .withdrawn { return (try message(of: conflict, in: transaction), nil) }
    try conflict.checkIsOpen()
    if let stored = try records.load(conflict.reference, in: transaction) {
      conflict.revision = stored.revision
      conflict.theirBytes = records.change(stored.record).encodedBytes()
    }
    conflict.state = .withdrawn
    conflict.closedBy = caller
    conflict.closedAtUnixMicroseconds = now
    try queue.close(conflict, in: transaction)
    return (try message(of: conflict, in: transaction), conflict)
  }

  private func reached(_ identifier: String, in transaction: any ReadTransaction) throws -> StoredConflict {
    let conflict = try queue.load(identifier, in: transaction)
    guard try reaches(conflict.reference, transaction) else { throw ConflictQueue.missing(identifier) }
    return conflict
  }

  private func kind(named name: String) throws(RPCError) -> Int? {
    if name.isEmpty { return nil }
    if let kind = queue.kinds.first(where: { $0.name == name }) { return kind.number }
    throw .invalid(
      field: "kind",
      reason: "unknown_value",
      description: "\(queue.service) keeps no records of the kind \"\(name.prefix(64))\"; it keeps "
        + queue.kinds.map(\.name).joined(separator: ", ")
    )
  }

  private func message(of stored: StoredConflict, in transaction: any ReadTransaction) throws -> CommonV1.Conflict {
    var conflict = stored
    if conflict.state == .open, let now = try records.load(conflict.reference, in: transaction) {
      conflict.revision = now.revision
      conflict.theirBytes = records.change(now.record).encodedBytes()
    }
    var message = CommonV1.Conflict()
    message.conflictID = queue.identifier(of: conflict)
    message.kind = queue.kindName(conflict.reference.kind)
    message.recordID = conflict.reference.id
    message.baseRevision = conflict.baseRevision
    message.queuedRevision = conflict.queuedRevision
    message.revision = conflict.revision
    message.recordType = Records.Change.fullName
    message.baseRecord = conflict.baseBytes
    message.theirRecord = conflict.theirBytes
    message.myRecord = conflict.myBytes
    let merge = try RecordMerge(
      of: Records.Change.descriptor,
      base: conflict.baseBytes,
      theirs: conflict.theirBytes,
      mine: conflict.myBytes
    )
    let isResolved = [.resolvedMine, .resolvedTheirs, .resolvedMixed].contains(conflict.state)
    message.fields = merge.collidingFields.map { name in
      var field = CommonV1.ConflictField()
      field.name = name
      if isResolved { field.take = conflict.takenFields.contains(name) ? .mine : .theirs }
      return field
    }
    message.mergedFields = merge.mergedFields
    message.queuedBy = conflict.queuedBy
    message.queuedAtUnixMicroseconds = conflict.queuedAtUnixMicroseconds
    message.operationID = conflict.operationID
    message.state = conflict.state
    message.closedBy = conflict.closedBy
    message.closedAtUnixMicroseconds = conflict.closedAtUnixMicroseconds
    try mask(&message, transaction)
    return message
  }
}
