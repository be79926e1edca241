import Feed
public import Messages
public import Storage

extension AuditLog {
  /// The entries about a record, by sequence: those that name it, and those of operations that made its events.
  ///
  /// - Parameters:
  ///   - record: Kind and identifier: "producer/CT-01".
  ///   - newestRevision: Its newest event in the change log; 0 = there is none.
  ///   - limit: Events and names looked up at most, the newest ones.
  /// - Throws: `DatabaseError`.
  static func sequences(
    ofRecord record: String,
    newestRevision: UInt64,
    limit: Int,
    in transaction: any ReadTransaction
  ) throws -> [UInt64] {
    var sequences = Set(
      try transaction.query(
        "SELECT sequence FROM audit_log_record WHERE record = ?1 ORDER BY sequence DESC LIMIT ?2",
        [.text(record), .integer(Int64(limit))]
      ) { UInt64(clamping: $0.integer(0)) }
    )
    for revision in try ChangeLogErasure.revisions(fromNewest: newestRevision, limit: limit, in: transaction) {
      let number = DatabaseValue.integer(Int64(clamping: revision))
      let sql = """
        SELECT sequence, first_revision FROM audit_log WHERE last_revision >= ?1 ORDER BY last_revision LIMIT 1
        """
      let found = try transaction.queryOne(sql, [number]) { ($0.integer(0), $0.integer(1)) }
      if let found, found.1 > 0, UInt64(clamping: found.1) <= revision { sequences.insert(UInt64(clamping: found.0)) }
    }
    return sequences.sorted()
  }

  /// The operations of one method whose entries name a record, among the newest ten thousand entries that do. Throws
  /// `DatabaseError`.
  public static func operations(
    onRecord record: String,
    byMethod method: String,
    in transaction: any ReadTransaction
  ) throws -> [String] {
    let sql = """
      SELECT DISTINCT operation_id FROM audit_log WHERE operation_id <> '' AND method = ?2 AND sequence IN \
      (SELECT sequence FROM audit_log_record WHERE record = ?1 ORDER BY sequence DESC LIMIT 10000)
      """
    return try transaction.query(sql, [.text(record), .text(method)]) { $0.text(0) }
  }

  /// The newest entries about a record, oldest first. Throws `DatabaseError`.
  ///
  /// - Parameters:
  ///   - records: Kinds and identifiers with the newest event of each; 0 = there is none.
  ///   - limit: Entries at most.
  public static func entries(
    about records: [(name: String, newestRevision: UInt64)],
    limit: Int,
    in transaction: any ReadTransaction
  ) throws -> [AuditV1.AuditEntry] {
    var all: Set<UInt64> = []
    for record in records {
      all.formUnion(
        try sequences(ofRecord: record.name, newestRevision: record.newestRevision, limit: limit, in: transaction)
      )
    }
    return try all.sorted().suffix(limit).flatMap { sequence in
      try entries(where: "sequence = ?1", [.integer(Int64(clamping: sequence))], limit: 1, in: transaction)
    }
  }
}
