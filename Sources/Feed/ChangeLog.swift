public import Messages
public import Storage

/// The log of a service's changes, in the service's own database. An event is in the same transaction as the change it
/// tells of, and gets its revision there, from one counter row: with a serialised writer (or, between replicas, the
/// row's lock) revisions are ordered and without gaps. Each event carries a digest that covers it and the one before.
public enum ChangeLog {
  /// Makes the log, with a new epoch.
  ///
  /// - Parameter version: The step's place in the service's own list.
  public static func migration(version: Int) -> Migration {
    Migration(
      version: version,
      name: "chained change log, erasable",
      sql: """
        CREATE TABLE change_log_head (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          epoch TEXT NOT NULL,
          revision INTEGER NOT NULL,
          digest BLOB,
          compacted_revision INTEGER NOT NULL
        );
        INSERT INTO change_log_head (id, epoch, revision, compacted_revision)
          VALUES (1, '\(Migration.randomName)', 0, 0);
        CREATE TABLE change_log (
          revision INTEGER PRIMARY KEY,
          recorded_at_unix_microseconds INTEGER NOT NULL,
          operation_id TEXT NOT NULL,
          change_type TEXT NOT NULL,
          subject TEXT NOT NULL,
          previous_revision INTEGER NOT NULL,
          change BLOB NOT NULL,
          digest BLOB NOT NULL,
          change_digest BLOB NOT NULL,
          change_salt BLOB NOT NULL,
          is_erased INTEGER NOT NULL,
          erases_history INTEGER NOT NULL
        );
        \(ErasureSweep.tableSQL)
        """
    )
  }

  /// Adds one event.
  ///
  /// - Parameters:
  ///   - change: The whole new state of what changed.
  ///   - subject: What changed, kind and identifier: "producer/HTX-01".
  ///   - previousRevision: Revision of the event that told of the subject before; 0 = there was none.
  ///   - operationID: The operation that made the change.
  ///   - erasesHistory: The change is part of an erasure: the subject's events before lose what they tell
  ///     (`ChangeLogErasure`).
  ///   - recordedAtUnixMicroseconds: Now, by the service's clock.
  ///   - transaction: The transaction that makes the change.
  /// - Returns: The event's revision.
  /// - Throws: `DatabaseError`.
  public static func append(
    _ change: some Message,
    subject: String,
    previousRevision: UInt64 = 0,
    operationID: String,
    erasesHistory: Bool = false,
    at recordedAtUnixMicroseconds: Int64,
    in transaction: any WriteTransaction
  ) throws -> UInt64 {
    let appender = try ChangeLogAppender(in: transaction)
    let revision = try appender.append(
      PreparedEvent(change, subject: subject),
      previousRevision: previousRevision,
      operationID: operationID,
      erasesHistory: erasesHistory,
      at: recordedAtUnixMicroseconds
    )
    try appender.finish()
    return revision
  }

  /// The log's epoch, last revision and digest, as they are within this transaction.
  ///
  /// - Throws: `DatabaseError`, also when the database has no change log.
  public static func head(in transaction: any ReadTransaction) throws -> LogHead {
    if let write = transaction as? any WriteTransaction, let counter = write.sharedIfMade(ChangeLogCounter.self) {
      return counter.head
    }
    return try storedHead(in: transaction)
  }

  /// The same as the counter's row has it.
  static func storedHead(in transaction: any ReadTransaction) throws -> LogHead {
    let sql = "SELECT epoch, revision, digest, compacted_revision FROM change_log_head WHERE id = 1"
    let head = try transaction.queryOne(sql) { row in
      LogHead(
        epoch: row.text(0),
        revision: UInt64(clamping: row.integer(1)),
        digest: row.isNull(2) ? ChainDigest.start : row.bytes(2),
        compactedRevision: UInt64(clamping: row.integer(3))
      )
    }
    guard let head else { throw missingHead }
    return head
  }

  /// The digest of the chain at a revision; nil when the log has no event there.
  ///
  /// - Throws: `DatabaseError`.
  public static func digest(at revision: UInt64, in transaction: any ReadTransaction) throws -> [UInt8]? {
    if revision == 0 { return ChainDigest.start }
    let sql = "SELECT digest FROM change_log WHERE revision = ?1"
    return try transaction.queryOne(sql, [.integer(Int64(clamping: revision))]) { $0.bytes(0) }
  }

  /// The events after a revision, in order.
  ///
  /// - Parameters:
  ///   - revision: Last revision already known; 0 = from the beginning.
  ///   - limit: Events at most.
  ///   - byteLimit: No further event is read once the changes read have this many bytes together. At least one event is
  ///     returned if there is one.
  /// - Throws: `DatabaseError`.
  public static func events(
    after revision: UInt64,
    limit: Int,
    byteLimit: Int = .max,
    in transaction: any ReadTransaction
  ) throws -> [CommonV1.ChangeEvent] {
    struct Enough: Error {}
    var events: [CommonV1.ChangeEvent] = []
    var byteCount = 0
    let sql = "SELECT \(eventColumns) FROM change_log WHERE revision > ?1 ORDER BY revision LIMIT ?2"
    do {
      try transaction.forEach(sql, [.integer(Int64(clamping: revision)), .integer(Int64(limit))]) { row in
        if byteCount >= byteLimit { throw Enough() }
        let event = event(of: row)
        byteCount += event.change.count
        events.append(event)
      }
    } catch is Enough {
      // The caller asks again for the rest.
    }
    return events
  }

  /// What `event(of:)` reads, in its order.
  static let eventColumns = """
    revision, recorded_at_unix_microseconds, operation_id, change_type, subject, previous_revision, change, digest, \
    change_digest, change_salt, is_erased, erases_history
    """

  static func event(of row: any Row) -> CommonV1.ChangeEvent {
    var event = CommonV1.ChangeEvent()
    event.revision = UInt64(clamping: row.integer(0))
    event.recordedAtUnixMicroseconds = row.integer(1)
    event.operationID = row.text(2)
    event.changeType = row.text(3)
    event.subject = row.text(4)
    event.previousRevision = UInt64(clamping: row.integer(5))
    event.change = row.bytes(6)
    event.digest = row.bytes(7)
    event.changeDigest = row.bytes(8)
    event.changeSalt = row.bytes(9)
    event.isErased = row.boolean(10)
    event.erasesHistory = row.boolean(11)
    return event
  }

  /// Gives the log a new epoch, so that every follower throws its copy away and builds it anew. For a database that was
  /// brought back to an earlier state: followers may have seen events that it no longer has.
  ///
  /// - Returns: The new epoch.
  /// - Throws: `DatabaseError`.
  public static func beginNewEpoch(in transaction: any WriteTransaction) throws -> String {
    let epoch = Migration.makeRandomName()
    let changed = try transaction.execute("UPDATE change_log_head SET epoch = ?1 WHERE id = 1", [.text(epoch)])
    guard changed == 1 else { throw missingHead }
    return epoch
  }

  static var missingHead: DatabaseError {
    DatabaseError(.corrupt, message: "the change log has no head; restore the database from a backup")
  }
}
