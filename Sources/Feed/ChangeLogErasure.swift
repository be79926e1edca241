public import Storage

/// Takes out of a change log what it tells of a person: the events stay, with their digests, and lose their changes.
public enum ChangeLogErasure {
  /// What was erased.
  public struct Result: Hashable, Sendable {
    /// Events that lost what they told.
    public var eventCount = 0
    /// The operations that had made them.
    public var operationIDs: Set<String> = []
  }

  /// Erases every event of a subject before one that has its state now.
  ///
  /// - Parameters:
  ///   - revision: The event with the state, appended with `erasesHistory`.
  ///   - transaction: The same transaction.
  /// - Throws: `DatabaseError`.
  public static func eraseEvents(before revision: UInt64, in transaction: any WriteTransaction) throws -> Result {
    var result = Result()
    var next = try event(revision, in: transaction)?.previous ?? 0
    // Each event names the one before it of the same subject. In a compacted log the way ends earlier.
    while next > 0, let found = try event(next, in: transaction) {
      result.operationIDs.insert(found.operationID)
      if !found.isErased {
        try transaction.execute(
          "UPDATE change_log SET change = ?1, change_salt = ?1, is_erased = 1 WHERE revision = ?2",
          [.bytes([]), .integer(Int64(clamping: next))]
        )
        result.eventCount += 1
      }
      next = found.previous
    }
    return result
  }

  /// The revisions of a subject's events that the log has, newest first.
  ///
  /// - Parameters:
  ///   - revision: Its newest event.
  ///   - limit: Events at most.
  /// - Throws: `DatabaseError`.
  public static func revisions(
    fromNewest revision: UInt64,
    limit: Int,
    in transaction: any ReadTransaction
  ) throws -> [UInt64] {
    var revisions: [UInt64] = []
    var next = revision
    while next > 0, revisions.count < limit, let found = try event(next, in: transaction) {
      revisions.append(next)
      next = found.previous
    }
    return revisions
  }

  private static func event(
    _ revision: UInt64,
    in transaction: any ReadTransaction
  ) throws -> (previous: UInt64, operationID: String, isErased: Bool)? {
    let sql = "SELECT previous_revision, operation_id, is_erased FROM change_log WHERE revision = ?1"
    return try transaction.queryOne(sql, [.integer(Int64(clamping: revision))]) { row in
      (UInt64(clamping: row.integer(0)), row.text(1), row.boolean(2))
    }
  }
}
