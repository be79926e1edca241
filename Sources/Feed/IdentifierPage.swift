public import Storage

/// Reads identifiers of a table in the order of their bytes, for lists that are worked out row by row.
public enum IdentifierPage {
  /// Up to `limit` identifiers that come after `id`; only of rows that a filter reaches, if there is one, and that hold
  /// given values. Throws what the database throws.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - key: Its identifier's column.
  ///   - id: Where to begin; empty: from the beginning.
  ///   - limit: Identifiers at most.
  ///   - filter: Rows that the caller reaches; nil = all.
  ///   - values: Columns and what they must hold.
  public static func read(
    _ table: String,
    key: String,
    after id: String,
    limit: Int,
    reachedBy filter: RowFilter?,
    holding values: [(column: String, value: DatabaseValue)] = [],
    in transaction: any ReadTransaction
  ) throws -> [String] {
    var conditions = ["\(key) > ?1"]
    var arguments: [DatabaseValue] = [.text(id), .integer(Int64(limit))]
    if let filter {
      conditions.append("(\(filter.listCondition))")
      arguments += filter.listArguments
    }
    for (column, value) in values {
      arguments.append(value)
      conditions.append("\(column) = ?\(arguments.count)")
    }
    return try transaction.query(
      "SELECT \(key) FROM \(table) WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(key) LIMIT ?2",
      arguments
    ) { $0.text(0) }
  }
}
