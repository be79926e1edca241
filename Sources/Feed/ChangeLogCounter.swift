import Storage

/// The place the log has come to within a transaction that several writes share: its row is read and written once for
/// all of them.
final class ChangeLogCounter: SharedWriteState {
  /// As it will be.
  var head: LogHead
  /// As it is in the database.
  private let firstRevision: UInt64

  init(_ head: LogHead) {
    self.head = head
    firstRevision = head.revision
  }

  /// Writes the counter's row.
  ///
  /// - Throws: `DatabaseError` `busy` when somebody else numbered events since it was read.
  func finish(in transaction: any WriteTransaction) throws {
    guard head.revision != firstRevision else { return }
    let sql = "UPDATE change_log_head SET revision = ?1, digest = ?2 WHERE id = 1 AND revision = ?3"
    let changed = try transaction.execute(
      sql,
      [
        .integer(Int64(clamping: head.revision)), .bytes(head.digest), .integer(Int64(clamping: firstRevision)),
      ]
    )
    guard changed == 1 else {
      throw DatabaseError(.busy, message: "the change log was continued by another process", sql: sql)
    }
  }
}
