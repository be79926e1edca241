public import Messages
public import Storage

/// The log of a service's changes, in the service's own database. An event is in the same transaction as the change it
/// tells of, and gets its revision there, from one counter row: with a serialised writer (or, between replicas, the
/// row's lock) revisions are ordered and without gaps.
public enum ChangeLog {
  /// Makes the log, with a new epoch.
  ///
  /// - Parameter version: The step's place in the service's own list.
  public static func migration(version: Int) -> Migration {
    Migration(
      version: version,
      name: "change log",
      sql: """
        CREATE TABLE change_log_head (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          epoch TEXT NOT NULL,
          revision INTEGER NOT NULL
        );
        INSERT INTO change_log_head (id, epoch, revision) VALUES (1, '\(Migration.randomName)', 0);
        CREATE TABLE change_log (
          revision INTEGER PRIMARY KEY,
          recorded_at_unix_microseconds INTEGER NOT NULL,
          operation_id TEXT NOT NULL,
          change_type TEXT NOT NULL,
          change BLOB NOT NULL
        );
        """
    )
  }

  /// Adds one event.
  ///
  /// - Parameters:
  ///   - change: The whole new state of what changed.
  ///   - operationID: The operation that made the change.
  ///   - recordedAtUnixMicroseconds: Now, by the service's clock.
  ///   - transaction: The transaction that makes the change.
  /// - Returns: The event's revision.
  /// - Throws: `DatabaseError`.
  public static func append(
    _ change: some Message,
    operationID: String,
    at recordedAtUnixMicroseconds: Int64,
    in transaction: any WriteTransaction
  ) throws -> UInt64 {
    var appender = try Appender(in: transaction)
    let revision = try appender.append(change, operationID: operationID, at: recordedAtUnixMicroseconds)
    try appender.finish()
    return revision
  }

  /// The log's epoch and last revision.
  ///
  /// - Throws: `DatabaseError`, also when the database has no change log.
  public static func head(in transaction: any ReadTransaction) throws -> LogHead {
    let head = try transaction.queryOne("SELECT epoch, revision FROM change_log_head WHERE id = 1") { row in
      LogHead(epoch: row.text(0), revision: UInt64(clamping: row.integer(1)))
    }
    guard let head else { throw missingHead }
    return head
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
    let sql = """
      SELECT revision, recorded_at_unix_microseconds, operation_id, change_type, change FROM change_log \
      WHERE revision > ?1 ORDER BY revision LIMIT ?2
      """
    do {
      try transaction.forEach(sql, [.integer(Int64(clamping: revision)), .integer(Int64(limit))]) { row in
        if byteCount >= byteLimit { throw Enough() }
        var event = CommonV1.ChangeEvent()
        event.revision = UInt64(clamping: row.integer(0))
        event.recordedAtUnixMicroseconds = row.integer(1)
        event.operationID = row.text(2)
        event.changeType = row.text(3)
        event.change = row.bytes(4)
        byteCount += event.change.count
        events.append(event)
      }
    } catch is Enough {
      // The caller asks again for the rest.
    }
    return events
  }

  /// Adds events one after the other with one update of the counter for all.
  struct Appender {
    private let transaction: any WriteTransaction
    /// Last revision given out.
    private(set) var revision: UInt64
    private let firstRevision: UInt64

    /// Takes the counter's row, so that no other process numbers events until the transaction ends.
    init(in transaction: any WriteTransaction) throws {
      let sql = "UPDATE change_log_head SET revision = revision WHERE id = 1 RETURNING revision"
      guard let revision = try transaction.queryOne(sql, { UInt64(clamping: $0.integer(0)) }) else {
        throw missingHead
      }
      self.transaction = transaction
      self.revision = revision
      self.firstRevision = revision
    }

    mutating func append(
      _ change: some Message,
      operationID: String,
      at recordedAtUnixMicroseconds: Int64
    ) throws -> UInt64 {
      revision += 1
      let sql = """
        INSERT INTO change_log (revision, recorded_at_unix_microseconds, operation_id, change_type, change) \
        VALUES (?1, ?2, ?3, ?4, ?5)
        """
      try transaction.execute(
        sql,
        [
          .integer(Int64(clamping: revision)), .integer(recordedAtUnixMicroseconds), .text(operationID),
          .text(type(of: change).fullName), .bytes(change.encodedBytes()),
        ]
      )
      return revision
    }

    /// Writes the counter.
    func finish() throws {
      guard revision != firstRevision else { return }
      let sql = "UPDATE change_log_head SET revision = ?1 WHERE id = 1"
      try transaction.execute(sql, [.integer(Int64(clamping: revision))])
    }
  }

  private static var missingHead: DatabaseError {
    DatabaseError(.corrupt, message: "the change log has no head; restore the database from a backup")
  }
}
