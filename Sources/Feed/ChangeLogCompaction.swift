public import Storage

/// Makes an old part of a change log smaller: of each subject only the newest event is kept up to a revision. A watcher
/// that starts in that part gets the state as it was at its end; after it, every single event.
public enum ChangeLogCompaction {
  /// Compacts the next part of the log.
  ///
  /// - Parameters:
  ///   - cutoffUnixMicroseconds: Events recorded at or after this are left alone.
  ///   - limit: Events looked at; small, since it runs on the writer.
  ///   - transaction: All of it is in this one.
  /// - Returns: Events looked at; fewer than `limit` when there is nothing more to do.
  /// - Throws: `DatabaseError`.
  public static func compact(
    recordedBefore cutoffUnixMicroseconds: Int64,
    limit: Int = 1_000,
    in transaction: any WriteTransaction
  ) throws -> Int {
    let head = try ChangeLog.storedHead(in: transaction)
    let sql = """
      SELECT revision, previous_revision, recorded_at_unix_microseconds FROM change_log \
      WHERE revision > ?1 ORDER BY revision LIMIT ?2
      """
    let arguments: [DatabaseValue] = [.integer(Int64(clamping: head.compactedRevision)), .integer(Int64(limit))]
    let next = try transaction.query(sql, arguments) { row in
      (revision: row.integer(0), previous: row.integer(1), recordedAt: row.integer(2))
    }
    let old = next.prefix { $0.recordedAt < cutoffUnixMicroseconds }
    guard let last = old.last else { return 0 }
    // Of a chain of events of one subject each names the one before, so none is ever searched for.
    for event in old where event.previous > 0 {
      try transaction.execute("DELETE FROM change_log WHERE revision = ?1", [.integer(event.previous)])
    }
    try transaction.execute(
      "UPDATE change_log_head SET compacted_revision = ?1 WHERE id = 1",
      [.integer(last.revision)]
    )
    return old.count
  }
}
