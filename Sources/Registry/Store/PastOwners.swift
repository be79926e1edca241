import Feed
import RPC
import Storage

/// Whose records once were that belong to another now: a recognition that was entered under the wrong product, a
/// placement under the wrong producer. The change log tells what a record was, and only this tells which records to ask
/// it about.
enum PastOwners {
  /// Notes whose a record was until now. Throws what the database throws.
  ///
  /// - Parameters:
  ///   - record: As it is stored now.
  ///   - previous: What it was before; nil for a new one.
  static func note(
    _ record: RegistryRecord,
    over previous: RegistryRecord?,
    in transaction: any WriteTransaction
  ) throws {
    guard let previous, let past = owner(of: previous), past != owner(of: record) else { return }
    try add(past, of: record, in: transaction)
  }

  /// Whose a record is, where that is kept; nil for a record of another kind.
  static func owner(of record: RegistryRecord) -> String? {
    switch record {
    case .recognition(let recognition): recognition.productID
    case .unitPlacement(let placement): placement.producerID
    default: nil
    }
  }

  /// Notes whose a record was once. Throws `DatabaseError`.
  static func add(_ owner: String, of record: RegistryRecord, in transaction: any WriteTransaction) throws {
    try transaction.execute(
      "INSERT INTO past_owner (kind, owner_id, record_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
      [.integer(Int64(record.kind.rawValue)), .text(owner), .text(record.id)]
    )
  }

  /// Whether any record of a kind was another's once.
  ///
  /// - Parameters:
  ///   - kind: Of the records.
  ///   - revision: The time that is asked about.
  /// - Throws: `RPCError` OUT_OF_RANGE when it is not known any more whose the records were at that revision,
  ///   UNAVAILABLE while what an older version of the service had stored is still looked through; `DatabaseError`.
  static func isAny(_ kind: RecordKind, at revision: UInt64, in transaction: any ReadTransaction) throws -> Bool {
    let number: [DatabaseValue] = [.integer(Int64(kind.rawValue))]
    let sql = "SELECT is_done, known_from_revision FROM past_owner_progress WHERE kind = ?1"
    let progress = try transaction.queryOne(sql, number) { row in
      (isDone: row.boolean(0), knownFrom: UInt64(clamping: row.integer(1)))
    }
    guard let progress, progress.isDone else {
      throw RPCError(
        .unavailable,
        "the registry is still reading in its change log, after an update, whose each \(kind.name) was; ask again in a "
          + "minute"
      )
    }
    guard revision >= progress.knownFrom else {
      throw RecordHistory.compacted("every \(kind.name)", atRevision: revision, floor: progress.knownFrom)
    }
    return try transaction.exists("SELECT 1 FROM past_owner WHERE kind = ?1 LIMIT 1", number)
  }

  /// Identifiers of the records of a kind that were an owner's at some time. They may be its own again. Throws
  /// `DatabaseError`.
  static func records(_ kind: RecordKind, of owner: String, in transaction: any ReadTransaction) throws -> [String] {
    try transaction.query(
      "SELECT record_id FROM past_owner WHERE kind = ?1 AND owner_id = ?2 ORDER BY record_id",
      [.integer(Int64(kind.rawValue)), .text(owner)]
    ) { $0.text(0) }
  }
}

extension RegistrySchema {
  /// Whose records once were. `past_owner_progress` tells how far what an older version of the service had stored was
  /// looked through, and from which revision on it is known.
  static let pastOwners = """
    CREATE TABLE past_owner (
      kind INTEGER NOT NULL,
      owner_id TEXT NOT NULL,
      record_id TEXT NOT NULL,
      PRIMARY KEY (kind, owner_id, record_id)
    ) WITHOUT ROWID;
    CREATE TABLE past_owner_progress (
      kind INTEGER PRIMARY KEY,
      after_id TEXT NOT NULL,
      is_done INTEGER NOT NULL,
      known_from_revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO past_owner_progress (kind, after_id, is_done, known_from_revision)
      VALUES (5, '', CASE WHEN EXISTS (SELECT 1 FROM recognition) THEN 0 ELSE 1 END, 0);
    INSERT INTO past_owner_progress (kind, after_id, is_done, known_from_revision)
      VALUES (15, '', CASE WHEN EXISTS (SELECT 1 FROM unit_placement) THEN 0 ELSE 1 END, 0);
    """
}
