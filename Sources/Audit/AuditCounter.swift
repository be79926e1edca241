import Storage

/// The place the log has come to within a transaction that several writes share.
final class AuditCounter: SharedWriteState {
  /// As it will be.
  var head: AuditHead
  /// As it is in the database.
  private let firstSequence: UInt64

  init(_ head: AuditHead) {
    self.head = head
    firstSequence = head.sequence
  }

  /// Writes the counter's row.
  ///
  /// - Throws: `DatabaseError` `busy` when somebody else added entries since it was read.
  func finish(in transaction: any WriteTransaction) throws {
    guard head.sequence != firstSequence else { return }
    let sql = "UPDATE audit_log_head SET sequence = ?1, digest = ?2 WHERE id = 1 AND sequence = ?3"
    let changed = try transaction.execute(
      sql,
      [.integer(Int64(clamping: head.sequence)), .bytes(head.digest), .integer(Int64(clamping: firstSequence))]
    )
    guard changed == 1 else {
      throw DatabaseError(.busy, message: "the audit log was continued by another process", sql: sql)
    }
  }
}
