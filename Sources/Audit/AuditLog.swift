import Messages
public import Storage

/// A service's audit log, in its own database: who changed what, and who read personal data. An entry of a change is in
/// the transaction that makes it. Entries are numbered without gaps from one counter row, and each carries a digest
/// that covers it and the one before. None is ever changed or removed.
public enum AuditLog {
  /// Adds an entry.
  ///
  /// - Parameters:
  ///   - note: What was done.
  ///   - recordedAtUnixMicroseconds: Now, by the service's clock.
  ///   - transaction: The transaction that does it.
  /// - Throws: `DatabaseError`.
  public static func append(
    _ note: AuditNote,
    at recordedAtUnixMicroseconds: Int64,
    in transaction: any WriteTransaction
  ) throws {
    let make = { AuditCounter(try storedHead(in: transaction)) }
    let shared = try transaction.shared(AuditCounter.self, make: make)
    let counter = try shared ?? make()
    var entry = AuditV1.AuditEntry(note)
    entry.sequence = counter.head.sequence + 1
    entry.recordedAtUnixMicroseconds = recordedAtUnixMicroseconds
    entry.digest = AuditDigest.digest(of: entry, after: counter.head.digest)
    try insert(entry, in: transaction)
    counter.head = AuditHead(sequence: entry.sequence, digest: entry.digest)
    if shared == nil { try counter.finish(in: transaction) }
  }

  /// Where the log ends, within this transaction. Throws `DatabaseError`.
  public static func head(in transaction: any ReadTransaction) throws -> AuditHead {
    if let write = transaction as? any WriteTransaction, let counter = write.sharedIfMade(AuditCounter.self) {
      return counter.head
    }
    return try storedHead(in: transaction)
  }

  private static func storedHead(in transaction: any ReadTransaction) throws -> AuditHead {
    let head = try transaction.queryOne("SELECT sequence, digest FROM audit_log_head WHERE id = 1") { row in
      AuditHead(sequence: UInt64(clamping: row.integer(0)), digest: row.bytes(1))
    }
    guard let head else {
      throw DatabaseError(.corrupt, message: "the audit log has no head; restore the database from a backup")
    }
    return head
  }

  /// Entries that a condition selects, by sequence.
  ///
  /// - Parameters:
  ///   - condition: SQL on the columns of `audit_log`, with placeholders from ?1.
  ///   - limit: Entries at most.
  /// - Throws: `DatabaseError`.
  static func entries(
    where condition: String,
    _ arguments: [DatabaseValue],
    limit: Int,
    in transaction: any ReadTransaction
  ) throws -> [AuditV1.AuditEntry] {
    let sql = """
      SELECT sequence, recorded_at_unix_microseconds, subject, role, credential, gateway, on_behalf_of, method, \
      operation_id, action, records, outcome, trace_id, first_revision, last_revision, call_count, digest \
      FROM audit_log WHERE \(condition) ORDER BY sequence LIMIT ?\(arguments.count + 1)
      """
    return try transaction.query(sql, arguments + [.integer(Int64(limit))]) { AuditV1.AuditEntry($0) }
  }

  private static func insert(_ entry: AuditV1.AuditEntry, in transaction: any WriteTransaction) throws {
    try transaction.execute(
      """
      INSERT INTO audit_log (sequence, recorded_at_unix_microseconds, subject, role, credential, gateway, \
      on_behalf_of, method, operation_id, action, records, outcome, trace_id, first_revision, last_revision, \
      call_count, digest) \
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
      """,
      [
        .integer(Int64(clamping: entry.sequence)), .integer(entry.recordedAtUnixMicroseconds), .text(entry.subject),
        .text(entry.role), .text(entry.credential), .text(entry.gateway), .text(entry.onBehalfOf),
        .text(entry.method), .text(entry.operationID), .text(entry.action),
        .text(entry.records.joined(separator: "\n")), .text(entry.outcome), .text(entry.traceID),
        .integer(Int64(clamping: entry.firstRevision)), .integer(Int64(clamping: entry.lastRevision)),
        .integer(Int64(clamping: entry.callCount)), .bytes(entry.digest),
      ]
    )
    for record in entry.records.count == 1 ? entry.records : Array(Set(entry.records)) {
      try transaction.execute(
        "INSERT INTO audit_log_record (record, sequence) VALUES (?1, ?2)",
        [.text(record), .integer(Int64(clamping: entry.sequence))]
      )
    }
  }
}

extension AuditV1.AuditEntry {
  fileprivate init(_ note: AuditNote) {
    self.init()
    subject = note.origin.subject
    role = note.origin.role
    credential = note.origin.credential
    gateway = note.origin.gateway
    onBehalfOf = note.origin.onBehalfOf
    method = note.origin.method
    operationID = note.operationID
    action = note.action
    records = note.records
    outcome = note.outcome
    traceID = note.origin.traceID
    firstRevision = note.revisions?.lowerBound ?? 0
    lastRevision = note.revisions?.upperBound ?? 0
    callCount = note.callCount
  }

  fileprivate init(_ row: any Row) {
    self.init()
    sequence = UInt64(clamping: row.integer(0))
    recordedAtUnixMicroseconds = row.integer(1)
    subject = row.text(2)
    role = row.text(3)
    credential = row.text(4)
    gateway = row.text(5)
    onBehalfOf = row.text(6)
    method = row.text(7)
    operationID = row.text(8)
    action = row.text(9)
    records = row.text(10).split(separator: "\n").map(String.init)
    outcome = row.text(11)
    traceID = row.text(12)
    firstRevision = UInt64(clamping: row.integer(13))
    lastRevision = UInt64(clamping: row.integer(14))
    callCount = UInt64(clamping: row.integer(15))
    digest = row.bytes(16)
  }
}
