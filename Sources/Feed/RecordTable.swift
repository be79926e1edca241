public import Storage

/// One kind of record in a table of its own: how it is read, paged through and stored.
///
/// The table's first column is the record's identifier and its key; a column `revision` holds the revision of the
/// record's last change. Rows are never deleted.
public final class RecordTable<Record: Sendable>: Sendable {
  /// What a record keeps in tables beside its own, like the units of a phase.
  public struct Lists: Sendable {
    @usableFromInline let areInRow: (@Sendable (any Row) -> Bool)?
    @usableFromInline let load: @Sendable (inout Record, any ReadTransaction) throws -> Void
    @usableFromInline let save: @Sendable (Record, any WriteTransaction) throws -> Void

    /// - Parameters:
    ///   - areInRow: Whether a row holds them as well, so that its record is complete; nil when none does.
    ///   - load: Completes a record that was read from the table.
    ///   - save: Replaces what is stored beside the table by what the record holds.
    public init(
      areInRow: (@Sendable (any Row) -> Bool)? = nil,
      load: @escaping @Sendable (inout Record, any ReadTransaction) throws -> Void,
      save: @escaping @Sendable (Record, any WriteTransaction) throws -> Void
    ) {
      self.areInRow = areInRow
      self.load = load
      self.save = save
    }
  }

  @usableFromInline let values: @Sendable (Record) -> [DatabaseValue]
  @usableFromInline let record: @Sendable (any Row) throws -> Record
  @usableFromInline let lists: Lists?
  @usableFromInline let revisionColumn: Int
  @usableFromInline let selectSQL: String
  @usableFromInline let selectByIDSQL: String
  @usableFromInline let existsSQL: String
  @usableFromInline let name: String
  @usableFromInline let identifier: String
  @usableFromInline let pageSQL: String
  @usableFromInline let saveSQL: String

  /// - Parameters:
  ///   - name: The table.
  ///   - columns: Its columns, the identifier first, without `revision`.
  ///   - values: A record's values in the order of `columns`.
  ///   - record: Makes a record of a row that begins with `columns`. What it throws ends the query.
  ///   - lists: What is stored beside the table; nil when there is nothing.
  public init(
    name: String,
    columns: [String],
    values: @escaping @Sendable (Record) -> [DatabaseValue],
    record: @escaping @Sendable (any Row) throws -> Record,
    lists: Lists? = nil
  ) {
    self.values = values
    self.record = record
    self.lists = lists
    self.name = name
    identifier = columns[0]
    let all = columns + ["revision"]
    let places = (1...all.count).map { "?\($0)" }.joined(separator: ", ")
    let changes = all.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    revisionColumn = columns.count
    selectSQL = "SELECT \(all.joined(separator: ", ")) FROM \(name)"
    selectByIDSQL = "\(selectSQL) WHERE \(identifier) = ?1"
    existsSQL = "SELECT 1 FROM \(name) WHERE \(identifier) = ?1"
    pageSQL = "\(selectSQL) WHERE \(identifier) > ?1 ORDER BY \(identifier) LIMIT ?2"
    saveSQL = """
      INSERT INTO \(name) (\(all.joined(separator: ", "))) VALUES (\(places)) \
      ON CONFLICT (\(identifier)) DO UPDATE SET \(changes)
      """
  }

  /// The record of an identifier; nil when there is none, or none that a filter reaches. Throws what the database
  /// throws.
  @inlinable
  public func load(
    _ id: String,
    reachedBy filter: RowFilter? = nil,
    in transaction: any ReadTransaction
  ) throws -> StoredRecord<Record>? {
    let sql: String
    var arguments: [DatabaseValue] = [.text(id)]
    if let filter {
      sql = "\(selectByIDSQL) AND (\(filter.pointCondition)) LIMIT ?2"
      arguments += [1] + filter.pointArguments
    } else {
      sql = selectByIDSQL
    }
    guard var found = try transaction.queryOne(sql, arguments, stored) else { return nil }
    if let lists, !found.isComplete { try lists.load(&found.record, transaction) }
    return found
  }

  /// Whether there is a record with an identifier. Throws what the database throws.
  @inlinable
  public func contains(_ id: String, in transaction: any ReadTransaction) throws -> Bool {
    try transaction.exists(existsSQL, [.text(id)])
  }

  /// Whether a filter reaches the record with an identifier; false when there is none. Throws what the database throws.
  public func contains(
    _ id: String,
    reachedBy filter: RowFilter,
    in transaction: any ReadTransaction
  ) throws -> Bool {
    try filter.reaches(name, identifier, id, in: transaction)
  }

  /// Up to `limit` records whose identifiers come after `id`, in the order of the identifiers' bytes; only those that a
  /// filter reaches, if there is one. Throws what the database throws.
  @inlinable
  public func page(
    after id: String,
    limit: Int,
    reachedBy filter: RowFilter? = nil,
    in transaction: any ReadTransaction
  ) throws -> [StoredRecord<Record>] {
    var sql = pageSQL
    var arguments: [DatabaseValue] = [.text(id), .integer(Int64(limit))]
    if let filter {
      // Identifiers first: indices hold them, so the rows that the page does not show are not read.
      sql = """
        \(selectSQL) WHERE \(identifier) IN (SELECT \(identifier) FROM \(name) \
        WHERE \(identifier) > ?1 AND (\(filter.listCondition)) ORDER BY \(identifier) LIMIT ?2) ORDER BY \(identifier)
        """
      arguments += filter.listArguments
    }
    return try completed(transaction.query(sql, arguments, stored), in: transaction)
  }

  /// Identifiers of the records that `page(after:limit:reachedBy:in:)` would give, each with what the record holds in a
  /// column of text. Throws what the database throws.
  public func identifiers(
    with column: String,
    after id: String,
    limit: Int,
    reachedBy filter: RowFilter? = nil,
    in transaction: any ReadTransaction
  ) throws -> [(identifier: String, text: String)] {
    let condition = filter.map { " AND (\($0.listCondition))" } ?? ""
    let sql = """
      SELECT \(identifier), \(column) FROM \(name) WHERE \(identifier) > ?1\(condition) \
      ORDER BY \(identifier) LIMIT ?2
      """
    return try transaction.query(sql, [.text(id), .integer(Int64(limit))] + (filter?.listArguments ?? [])) {
      ($0.text(0), $0.text(1))
    }
  }

  /// The records that `clause` ("WHERE …", with placeholders) selects. Throws what the database throws.
  @inlinable
  public func select(
    _ clause: String,
    _ arguments: [DatabaseValue],
    in transaction: any ReadTransaction
  ) throws -> [Record] {
    try selectStored(clause, arguments, in: transaction).map { $0.record }
  }

  /// The same, each with the revision of its last change. Throws what the database throws.
  @inlinable
  public func selectStored(
    _ clause: String,
    _ arguments: [DatabaseValue],
    in transaction: any ReadTransaction
  ) throws -> [StoredRecord<Record>] {
    try completed(transaction.query("\(selectSQL) \(clause)", arguments, stored), in: transaction)
  }

  /// Stores a record, new or instead of the one with its identifier, as changed at `revision`.
  /// Throws what the database throws.
  @inlinable
  public func save(_ record: Record, revision: UInt64, in transaction: any WriteTransaction) throws {
    try transaction.execute(saveSQL, values(record) + [.integer(Int64(clamping: revision))])
    try lists?.save(record, transaction)
  }

  @inlinable
  func stored(_ row: any Row) throws -> StoredRecord<Record> {
    var stored = StoredRecord(record: try record(row), revision: UInt64(clamping: row.integer(revisionColumn)))
    if let lists { stored.isComplete = lists.areInRow?(row) ?? false }
    return stored
  }

  @inlinable
  func completed(
    _ records: [StoredRecord<Record>],
    in transaction: any ReadTransaction
  ) throws -> [StoredRecord<Record>] {
    guard let lists else { return records }
    return try records.map { stored in
      if stored.isComplete { return stored }
      var stored = stored
      try lists.load(&stored.record, transaction)
      return stored
    }
  }
}
