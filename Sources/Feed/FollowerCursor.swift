public import Storage

/// How far a follower has applied a source's log, kept in the follower's own database, in the same transaction as what
/// it made of the events.
public struct FollowerCursor: Sendable, Hashable {
  /// Epoch of the source's log; empty before the first contact.
  public var epoch: String
  /// Last revision applied; 0 before the first.
  public var revision: UInt64
  /// Digest of the source's chain at `revision`, as it was checked here; empty before the first event.
  public var digest: [UInt8]

  /// A place in a source's log.
  public init(epoch: String, revision: UInt64, digest: [UInt8] = []) {
    self.epoch = epoch
    self.revision = revision
    self.digest = digest
  }

  /// Makes the table, for any number of sources.
  ///
  /// - Parameter version: The step's place in the service's own list.
  public static func migration(version: Int) -> Migration {
    Migration(
      version: version,
      name: "follower cursor, sweeping",
      sql: """
        CREATE TABLE follower_cursor (
          source TEXT PRIMARY KEY,
          epoch TEXT NOT NULL,
          revision INTEGER NOT NULL,
          digest BLOB NOT NULL
        );
        \(ErasureSweep.tableSQL)
        """
    )
  }

  /// The cursor of a source.
  ///
  /// - Parameter source: "registry", "listing".
  /// - Returns: The cursor; (empty, 0) when nothing was applied yet.
  /// - Throws: `DatabaseError`.
  public static func load(source: String, in transaction: any ReadTransaction) throws -> FollowerCursor {
    let sql = "SELECT epoch, revision, digest FROM follower_cursor WHERE source = ?1"
    let found = try transaction.queryOne(sql, [.text(source)]) { row in
      FollowerCursor(epoch: row.text(0), revision: UInt64(clamping: row.integer(1)), digest: row.bytes(2))
    }
    return found ?? FollowerCursor(epoch: "", revision: 0)
  }

  /// Moves the cursor of a source, provided that it stands where the caller believes it does.
  ///
  /// - Throws: `DatabaseError` `busy` when it stands elsewhere: somebody else moved it.
  static func move(
    source: String,
    from: FollowerCursor,
    to: FollowerCursor,
    in transaction: any WriteTransaction
  ) throws {
    let found = try load(source: source, in: transaction)
    guard found == from else {
      let message = "the cursor of \(source) was moved to \(found.revision) by another follower"
      throw DatabaseError(.busy, message: message)
    }
    let sql = """
      INSERT INTO follower_cursor (source, epoch, revision, digest) VALUES (?1, ?2, ?3, ?4) \
      ON CONFLICT (source) DO UPDATE \
      SET epoch = excluded.epoch, revision = excluded.revision, digest = excluded.digest
      """
    try transaction.execute(
      sql,
      [.text(source), .text(to.epoch), .integer(Int64(clamping: to.revision)), .bytes(to.digest)]
    )
  }
}
