import Messages
import Storage

/// Adds events to a change log one after the other, with one update of the counter for all.
struct ChangeLogAppender {
  private let transaction: any WriteTransaction
  private let counter: ChangeLogCounter
  /// Whether others go on with the counter, so that it is written after the last of them.
  private let isShared: Bool
  /// The log's head before.
  let firstRevision: UInt64

  /// Last revision given out.
  var revision: UInt64 { counter.head.revision }

  /// Looks where the log ends. That nobody else numbers events meanwhile is the database's promise (its writes run one
  /// after the other, in all processes); it is checked when the counter is written.
  init(in transaction: any WriteTransaction) throws {
    self.transaction = transaction
    let make = { ChangeLogCounter(try ChangeLog.storedHead(in: transaction)) }
    if let shared = try transaction.shared(ChangeLogCounter.self, make: make) {
      counter = shared
      isShared = true
    } else {
      counter = try make()
      isShared = false
    }
    firstRevision = counter.head.revision
  }

  func append(
    _ prepared: PreparedEvent,
    previousRevision: UInt64,
    operationID: String,
    erasesHistory: Bool = false,
    at recordedAtUnixMicroseconds: Int64
  ) throws -> UInt64 {
    var event = CommonV1.ChangeEvent()
    event.revision = revision + 1
    event.recordedAtUnixMicroseconds = recordedAtUnixMicroseconds
    event.operationID = operationID
    event.changeType = prepared.changeType
    event.subject = prepared.subject
    event.previousRevision = previousRevision
    event.changeDigest = prepared.changeDigest
    event.erasesHistory = erasesHistory
    let next = ChainDigest.digest(of: event, after: counter.head.digest)
    let sql = """
      INSERT INTO change_log (revision, recorded_at_unix_microseconds, operation_id, change_type, subject, \
      previous_revision, change, digest, change_digest, change_salt, is_erased, erases_history) \
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, ?11)
      """
    try transaction.execute(
      sql,
      [
        .integer(Int64(clamping: event.revision)), .integer(recordedAtUnixMicroseconds), .text(operationID),
        .text(event.changeType), .text(prepared.subject), .integer(Int64(clamping: previousRevision)),
        .bytes(prepared.change),
        .bytes(next), .bytes(prepared.changeDigest), .bytes(prepared.changeSalt), .boolean(erasesHistory),
      ]
    )
    counter.head.revision = event.revision
    counter.head.digest = next
    return event.revision
  }

  /// Writes the counter, unless others go on with it.
  ///
  /// - Throws: `DatabaseError` `busy` when somebody else numbered events since `init`.
  func finish() throws {
    if !isShared { try counter.finish(in: transaction) }
  }
}
