import Messages
import Storage

/// Adds events to a change log one after the other, with one update of the counter for all.
struct ChangeLogAppender {
  private let transaction: any WriteTransaction
  /// Last revision given out.
  private(set) var revision: UInt64
  private var digest: [UInt8]
  /// The log's head before.
  let firstRevision: UInt64

  /// Looks where the log ends. That nobody else numbers events meanwhile is the database's promise (its writes run one
  /// after the other, in all processes); `finish` checks it.
  init(in transaction: any WriteTransaction) throws {
    let head = try ChangeLog.head(in: transaction)
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
  ///
  /// - Throws: `DatabaseError` `busy` when somebody else numbered events since `init`.
  func finish() throws {
    guard revision != firstRevision else { return }
    let sql = "UPDATE change_log_head SET revision = ?1, digest = ?2 WHERE id = 1 AND revision = ?3"
    let changed = try transaction.execute(
      sql,
      [.integer(Int64(clamping: revision)), .bytes(digest), .integer(Int64(clamping: firstRevision))]
    )
    guard changed == 1 else {
      throw DatabaseError(.busy, message: "the change log was continued by another process", sql: sql)
    }
  }
}
