import Feed
import Messages
import Storage

/// How far a source had been followed in a snapshot of the copy.
struct SourceProgress: Hashable, Sendable {
  /// Epoch of the source's log; empty before the first contact.
  let epoch: String
  /// Last revision applied; 0 before the first.
  let revision: UInt64
  /// When that revision was committed at its source, in microseconds since 1970-01-01T00:00:00Z; 0 = nothing yet.
  let recordedAtUnixMicroseconds: Int64

  /// Reads it from the snapshot that the figures come from, so that both tell of the same moment.
  static func load(source: String, in transaction: any ReadTransaction) throws -> SourceProgress {
    let cursor = try FollowerCursor.load(source: source, in: transaction)
    let recordedAt = try transaction.queryOne(
      "SELECT recorded_at_unix_microseconds FROM source_progress WHERE source = ?1 AND revision = ?2",
      [.text(source), .integer(Int64(clamping: cursor.revision))]
    ) { $0.integer(0) }
    return SourceProgress(
      epoch: cursor.epoch,
      revision: cursor.revision,
      recordedAtUnixMicroseconds: recordedAt ?? 0
    )
  }

  /// Notes the last event of a batch, in the transaction that applies it.
  static func note(_ event: CommonV1.ChangeEvent, source: String, in transaction: any WriteTransaction) throws {
    try transaction.execute(
      """
      INSERT INTO source_progress (source, revision, recorded_at_unix_microseconds) VALUES (?1, ?2, ?3)
      ON CONFLICT (source) DO UPDATE SET revision = excluded.revision,
        recorded_at_unix_microseconds = excluded.recorded_at_unix_microseconds
      """,
      [
        .text(source), .integer(Int64(clamping: event.revision)), .integer(event.recordedAtUnixMicroseconds),
      ]
    )
  }
}
