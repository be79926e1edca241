import Storage

/// Writes facts of the copy. A record is the whole new state of its subject; writing it again changes nothing.
struct FactTables {
  let transaction: any WriteTransaction

  /// Stores a record as one event brought it, and keeps what it was before. An event that is not newer than what is
  /// stored does nothing, nor does one that brings the same.
  /// - Parameters:
  ///   - change: The record's bytes.
  ///   - pastChange: Of the bytes that are replaced, those that may be kept.
  func store(
    _ kind: FactKind,
    _ identifier: String,
    revision: UInt64,
    change: [UInt8],
    pastChange: ([UInt8]) throws -> [UInt8]
  ) throws {
    let key: [DatabaseValue] = [.integer(kind.rawValue), .text(identifier)]
    let revision = Int64(clamping: revision)
    let isNew =
      try transaction.execute(
        "INSERT INTO fact (kind, record_id, revision, change) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        key + [.integer(revision), .bytes(change)]
      ) > 0
    guard !isNew else { return }
    let old = try transaction.queryOne("SELECT revision, change FROM fact WHERE kind = ?1 AND record_id = ?2", key) {
      (revision: $0.integer(0), change: $0.bytes(1))
    }
    guard let old, old.revision < revision, old.change != change else { return }
    try transaction.execute(
      """
      INSERT INTO fact_version (kind, record_id, revision, superseded_revision, change) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT DO NOTHING
      """,
      key + [.integer(old.revision), .integer(revision), .bytes(try pastChange(old.change))]
    )
    try transaction.execute(
      "UPDATE fact SET revision = ?3, change = ?4 WHERE kind = ?1 AND record_id = ?2",
      key + [.integer(revision), .bytes(change)]
    )
  }
}
