import DomainPrimitives
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

  /// Where in which log.
  struct Position: Hashable, Sendable {
    let epoch: String
    let revision: UInt64
  }

  var position: Position { Position(epoch: epoch, revision: revision) }

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

  /// Notes the events of a batch, in the transaction that applies them.
  static func note(_ events: [CommonV1.ChangeEvent], source: String, in transaction: any WriteTransaction) throws {
    guard let last = events.last else { return }
    try transaction.execute(
      """
      INSERT INTO source_progress (source, revision, recorded_at_unix_microseconds) VALUES (?1, ?2, ?3)
      ON CONFLICT (source) DO UPDATE SET revision = excluded.revision,
        recorded_at_unix_microseconds = excluded.recorded_at_unix_microseconds
      """,
      [
        .text(source), .integer(Int64(clamping: last.revision)), .integer(last.recordedAtUnixMicroseconds),
      ]
    )
    var days: [CivilDate: UInt64] = [:]
    for event in events {
      let day = CivilDate(inVietnamAtUnixMicroseconds: event.recordedAtUnixMicroseconds)
      days[day] = max(days[day] ?? 0, event.revision)
    }
    for (day, revision) in days {
      try transaction.execute(
        """
        INSERT INTO source_day (source, recorded_day, last_revision) VALUES (?1, ?2, ?3)
        ON CONFLICT (source, recorded_day) DO UPDATE SET last_revision = excluded.last_revision
        WHERE excluded.last_revision > source_day.last_revision
        """,
        [.text(source), .day(day), .integer(Int64(clamping: revision))]
      )
    }
  }

  /// The last revision that was recorded on a day, in Vietnam, or before it; 0 when none was.
  static func revision(of source: String, knownOn day: CivilDate, in transaction: any ReadTransaction) throws -> UInt64
  {
    let revision = try transaction.queryOne(
      "SELECT max(last_revision) FROM source_day WHERE source = ?1 AND recorded_day <= ?2",
      [.text(source), .day(day)]
    ) { $0.optionalInteger(0) }
    return UInt64(clamping: (revision ?? nil) ?? 0)
  }
}
