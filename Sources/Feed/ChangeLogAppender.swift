import Messages
import Storage

/// Adds events to a change log one after the other, with one update of the counter for all.
struct ChangeLogAppender {
  private let transaction: any WriteTransaction
  /// Last revision given out.
  private(set) var revision: UInt64
  private var digest: [UInt8]
  private let firstRevision: UInt64

  /// Takes the counter's row, so that no other process numbers events until the transaction ends.
  init(in transaction: any WriteTransaction) throws {
    let sql = "UPDATE change_log_head SET revision = revision WHERE id = 1 RETURNING revision, digest"
    let head = try transaction.queryOne(sql) { row in
      (revision: UInt64(clamping: row.integer(0)), digest: row.isNull(1) ? ChainDigest.start : row.bytes(1))
    }
    guard let head else { throw ChangeLog.missingHead }
    self.transaction = transaction
    revision = head.revision
    digest = head.digest
    firstRevision = head.revision
  }

  mutating func append(
    _ change: some Message,
    subject: String,
    previousRevision: UInt64,
    operationID: String,
    at recordedAtUnixMicroseconds: Int64
  ) throws -> UInt64 {
    var event = CommonV1.ChangeEvent()
    event.revision = revision + 1
    event.recordedAtUnixMicroseconds = recordedAtUnixMicroseconds
    event.operationID = operationID
    event.changeType = type(of: change).fullName
    event.subject = subject
    event.previousRevision = previousRevision
    event.change = change.encodedBytes()
    let next = ChainDigest.digest(of: event, after: digest)
    let sql = """
      INSERT INTO change_log (revision, recorded_at_unix_microseconds, operation_id, change_type, subject, \
      previous_revision, change, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
      """
    try transaction.execute(
      sql,
      [
        .integer(Int64(clamping: event.revision)), .integer(recordedAtUnixMicroseconds), .text(operationID),
        .text(event.changeType), .text(subject), .integer(Int64(clamping: previousRevision)), .bytes(event.change),
        .bytes(next),
      ]
    )
    revision = event.revision
    digest = next
    return revision
  }

  /// Writes the counter.
  func finish() throws {
    guard revision != firstRevision else { return }
    let sql = "UPDATE change_log_head SET revision = ?1, digest = ?2 WHERE id = 1"
    try transaction.execute(sql, [.integer(Int64(clamping: revision)), .bytes(digest)])
  }
}
