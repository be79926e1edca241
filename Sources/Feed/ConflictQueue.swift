import Messages
import RPC
public import Storage

/// A service's queue of conflicts, in its own database: records that wait for an officer, and for a time those that
/// have waited. It is no part of the change log: what is in it is no fact.
public struct ConflictQueue: Sendable {
  /// Open conflicts at most.
  public static let openMax = 10_000
  /// Closed conflicts at most; the oldest are forgotten for newer ones, also before their time.
  public static let closedMax = 10_000

  /// Name of the service, which its conflicts' identifiers begin with: "registry".
  public let service: String
  /// Its kinds of record: number, and name as events have it.
  let kinds: [(number: Int, name: String)]
  private let openMax: Int
  private let closedMax: Int

  /// - Parameters:
  ///   - service: "registry".
  ///   - kinds: Its kinds of record: number, and name as events have it.
  ///   - openMax: Open conflicts at most.
  ///   - closedMax: Closed conflicts at most.
  public init(
    service: String,
    kinds: [(number: Int, name: String)],
    openMax: Int = Self.openMax,
    closedMax: Int = Self.closedMax
  ) {
    self.service = service
    self.kinds = kinds
    self.openMax = openMax
    self.closedMax = closedMax
  }

  /// Makes the queue.
  ///
  /// - Parameter version: The step's place in the service's own list.
  public static func migration(version: Int) -> Migration {
    Migration(
      version: version,
      name: "queue of conflicts",
      sql: """
        CREATE TABLE record_conflict (
          sequence INTEGER PRIMARY KEY,
          kind INTEGER NOT NULL,
          record_id TEXT NOT NULL,
          base_revision INTEGER NOT NULL,
          queued_revision INTEGER NOT NULL,
          revision INTEGER NOT NULL,
          base_record BLOB NOT NULL,
          their_record BLOB NOT NULL,
          my_record BLOB NOT NULL,
          queued_by TEXT NOT NULL,
          queued_at_unix_microseconds INTEGER NOT NULL,
          operation_id TEXT NOT NULL,
          state INTEGER NOT NULL,
          taken_fields TEXT NOT NULL,
          closed_by TEXT NOT NULL,
          closed_at_unix_microseconds INTEGER NOT NULL
        );
        CREATE INDEX record_conflict_by_record ON record_conflict (kind, record_id);
        CREATE INDEX record_conflict_by_closing ON record_conflict (closed_at_unix_microseconds, sequence);
        CREATE TABLE record_conflict_head (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          sequence INTEGER NOT NULL,
          open_count INTEGER NOT NULL,
          closed_count INTEGER NOT NULL
        );
        INSERT INTO record_conflict_head (id, sequence, open_count, closed_count) VALUES (1, 0, 0, 0);
        """
    )
  }

  // MARK: Names

  /// The identifier of a conflict: "registry-12".
  public func identifier(of conflict: StoredConflict) -> String { "\(service)-\(conflict.sequence)" }

  func sequence(of identifier: String) -> Int64? {
    guard identifier.hasPrefix(service + "-"), let number = Int64(identifier.dropFirst(service.count + 1)),
      number > 0, identifier == "\(service)-\(number)"
    else { return nil }
    return number
  }

  func kindName(_ number: Int) -> String { kinds.first { $0.number == number }?.name ?? String(number) }

  /// The record of a conflict as events name it: "producer/HTX-01".
  public func subject(of conflict: StoredConflict) -> String {
    "\(kindName(conflict.reference.kind))/\(conflict.reference.id)"
  }

  // MARK: Rows

  private static let columns = """
    sequence, kind, record_id, base_revision, queued_revision, revision, base_record, their_record, my_record, \
    queued_by, queued_at_unix_microseconds, operation_id, state, taken_fields, closed_by, closed_at_unix_microseconds
    """

  /// The conflict with an identifier. Throws NOT_FOUND when there is none; `DatabaseError`.
  func load(_ identifier: String, in transaction: any ReadTransaction) throws -> StoredConflict {
    guard let sequence = sequence(of: identifier), let found = try load(sequence: sequence, in: transaction) else {
      throw Self.missing(identifier)
    }
    return found
  }

  static func missing(_ identifier: String) -> RPCError { .missing("conflict", name: identifier) }

  func load(sequence: Int64, in transaction: any ReadTransaction) throws -> StoredConflict? {
    let sql = "SELECT \(Self.columns) FROM record_conflict WHERE sequence = ?1"
    return try transaction.queryOne(sql, [.integer(sequence)], Self.conflict)
  }

  /// Numbers of up to `limit` conflicts behind one, in their order, as text.
  ///
  /// - Parameters:
  ///   - kind: Only of this kind of record; nil = all.
  ///   - states: Only in one of these; empty = all.
  func sequences(
    after: Int64,
    kind: Int?,
    states: [CommonV1.ConflictState],
    limit: Int,
    in transaction: any ReadTransaction
  ) throws -> [String] {
    var arguments: [DatabaseValue] = [.integer(after), .integer(Int64(limit))]
    var conditions = ["sequence > ?1"]
    if let kind {
      arguments.append(.integer(Int64(kind)))
      conditions.append("kind = ?\(arguments.count)")
    }
    if !states.isEmpty {
      let places = states.indices.map { "?\(arguments.count + 1 + $0)" }
      arguments += states.map(Self.number)
      conditions.append("state IN (\(places.joined(separator: ", ")))")
    }
    let condition = conditions.joined(separator: " AND ")
    let sql = "SELECT sequence FROM record_conflict WHERE \(condition) ORDER BY sequence LIMIT ?2"
    return try transaction.query(sql, arguments) { String($0.integer(0)) }
  }

  /// Adds a conflict; when it stands in the queue just so already, that one is meant.
  ///
  /// - Returns: Its identifier.
  /// - Throws: `RPCError` RESOURCE_EXHAUSTED when the queue is full; `DatabaseError`.
  func add(_ conflict: StoredConflict, in transaction: any WriteTransaction) throws -> String {
    let sql = "SELECT \(Self.columns) FROM record_conflict WHERE kind = ?1 AND record_id = ?2 AND state = ?3"
    let open = try transaction.query(
      sql,
      [.integer(Int64(conflict.reference.kind)), .text(conflict.reference.id), Self.number(.open)],
      Self.conflict
    )
    if let same = open.first(where: {
      $0.myBytes == conflict.myBytes && $0.baseRevision == conflict.baseRevision && $0.queuedBy == conflict.queuedBy
    }) {
      return identifier(of: same)
    }
    let head = try transaction.queryOne("SELECT sequence, open_count FROM record_conflict_head WHERE id = 1") { row in
      (sequence: row.integer(0), openCount: row.integer(1))
    }
    guard let head else { throw DatabaseError(.corrupt, message: "the queue of conflicts has no head") }
    guard head.openCount < openMax else {
      throw RPCError.refused(
        .resourceExhausted,
        field: "queue_conflicts",
        reason: "conflict_queue_full",
        description: "\(openMax) conflicts wait already: resolve some, or export the records again and import what is "
          + "to be changed on top of what others have stored"
      )
    }
    try transaction.execute(
      """
      INSERT INTO record_conflict (\(Self.columns)) \
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
      """,
      [
        .integer(head.sequence + 1), .integer(Int64(conflict.reference.kind)), .text(conflict.reference.id),
        .integer(Int64(clamping: conflict.baseRevision)), .integer(Int64(clamping: conflict.queuedRevision)),
        .integer(Int64(clamping: conflict.revision)), .bytes(conflict.baseBytes), .bytes(conflict.theirBytes),
        .bytes(conflict.myBytes), .text(conflict.queuedBy), .integer(conflict.queuedAtUnixMicroseconds),
        .text(conflict.operationID), Self.number(.open), .text(""), .text(""), .integer(0),
      ]
    )
    try Self.count(sequence: 1, open: 1, in: transaction)
    return "\(service)-\(head.sequence + 1)"
  }

  /// Closes a conflict as it is given, and forgets the oldest closed ones when there are too many.
  func close(_ conflict: StoredConflict, in transaction: any WriteTransaction) throws {
    try transaction.execute(
      """
      UPDATE record_conflict SET revision = ?2, their_record = ?3, state = ?4, taken_fields = ?5, closed_by = ?6, \
      closed_at_unix_microseconds = ?7 WHERE sequence = ?1
      """,
      [
        .integer(conflict.sequence), .integer(Int64(clamping: conflict.revision)), .bytes(conflict.theirBytes),
        Self.number(conflict.state), .text(conflict.takenFields.joined(separator: "\n")), .text(conflict.closedBy),
        .integer(conflict.closedAtUnixMicroseconds),
      ]
    )
    try Self.count(open: -1, closed: 1, in: transaction)
    let closed = try transaction.queryOne("SELECT closed_count FROM record_conflict_head WHERE id = 1") {
      $0.integer(0)
    }
    let excess = Int(closed ?? 0) - closedMax
    if excess > 0 { _ = try Self.forget(closedBefore: .max, limit: excess, in: transaction) }
  }

  /// Forgets conflicts that were closed long ago, oldest first.
  ///
  /// - Parameters:
  ///   - cutoffUnixMicroseconds: Conflicts closed at or after this are kept.
  ///   - limit: Conflicts to forget at most; small, since it runs on the writer.
  /// - Returns: How many were forgotten.
  /// - Throws: `DatabaseError`.
  public static func forget(
    closedBefore cutoffUnixMicroseconds: Int64,
    limit: Int,
    in transaction: any WriteTransaction
  ) throws -> Int {
    let sql = """
      DELETE FROM record_conflict WHERE sequence IN (SELECT sequence FROM record_conflict \
      WHERE closed_at_unix_microseconds > 0 AND closed_at_unix_microseconds < ?1 \
      ORDER BY closed_at_unix_microseconds, sequence LIMIT ?2)
      """
    let count = try transaction.execute(sql, [.integer(cutoffUnixMicroseconds), .integer(Int64(limit))])
    if count > 0 { try Self.count(closed: -count, in: transaction) }
    return count
  }

  private static func count(
    sequence: Int = 0,
    open: Int = 0,
    closed: Int = 0,
    in transaction: any WriteTransaction
  ) throws {
    try transaction.execute(
      """
      UPDATE record_conflict_head SET sequence = sequence + ?1, open_count = open_count + ?2, \
      closed_count = closed_count + ?3 WHERE id = 1
      """,
      [.integer(Int64(sequence)), .integer(Int64(open)), .integer(Int64(closed))]
    )
  }

  // MARK: Erasure

  /// Whether anything is kept of a record. Throws `DatabaseError`.
  public static func holds(_ reference: RecordReference, in transaction: any ReadTransaction) throws -> Bool {
    try transaction.exists(
      "SELECT 1 FROM record_conflict WHERE kind = ?1 AND record_id = ?2 AND state <> ?3",
      [.integer(Int64(reference.kind)), .text(reference.id), number(.erased)]
    )
  }

  /// Erases what the queue holds of a record on a person's behalf; open conflicts are closed by it. The caller asks for
  /// the sweep (`ErasureSweep`).
  ///
  /// - Returns: The operations that had queued it.
  /// - Throws: `DatabaseError`.
  public static func erase(
    _ reference: RecordReference,
    at unixMicroseconds: Int64,
    in transaction: any WriteTransaction
  ) throws -> Set<String> {
    let place: [DatabaseValue] = [.integer(Int64(reference.kind)), .text(reference.id)]
    let found = try transaction.query(
      "SELECT operation_id, state FROM record_conflict WHERE kind = ?1 AND record_id = ?2",
      place
    ) { (operationID: $0.text(0), isOpen: $0.integer(1) == Int64(CommonV1.ConflictState.open.rawValue)) }
    guard !found.isEmpty else { return [] }
    try transaction.execute(
      """
      UPDATE record_conflict SET base_record = ?3, their_record = ?3, my_record = ?3, \
      closed_at_unix_microseconds = CASE WHEN state = ?4 THEN ?6 ELSE closed_at_unix_microseconds END, state = ?5 \
      WHERE kind = ?1 AND record_id = ?2
      """,
      place + [.bytes([]), number(.open), number(.erased), .integer(unixMicroseconds)]
    )
    let openCount = found.count { $0.isOpen }
    if openCount > 0 { try count(open: -openCount, closed: openCount, in: transaction) }
    return Set(found.map(\.operationID))
  }

  private static func number(_ state: CommonV1.ConflictState) -> DatabaseValue { .integer(Int64(state.rawValue)) }

  private static func conflict(_ row: any Row) -> StoredConflict {
    StoredConflict(
      sequence: row.integer(0),
      reference: RecordReference(kind: Int(row.integer(1)), id: row.text(2)),
      baseRevision: UInt64(clamping: row.integer(3)),
      queuedRevision: UInt64(clamping: row.integer(4)),
      revision: UInt64(clamping: row.integer(5)),
      baseBytes: row.bytes(6),
      theirBytes: row.bytes(7),
      myBytes: row.bytes(8),
      queuedBy: row.text(9),
      queuedAtUnixMicroseconds: row.integer(10),
      operationID: row.text(11),
      state: CommonV1.ConflictState(rawValue: Int32(clamping: row.integer(12))),
      takenFields: row.text(13).split(separator: "\n").map(String.init),
      closedBy: row.text(14),
      closedAtUnixMicroseconds: row.integer(15)
    )
  }
}
