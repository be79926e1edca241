/// One consistent snapshot of the database, used inside `Database.read` or `Database.write` and nowhere else.
///
/// **One SQL text for both engines.** Placeholders are `?1`, `?2`, …; a statement lists its columns (never `*`);
/// strings are in single quotes; upserts are `INSERT … ON CONFLICT (key) DO UPDATE SET …`; values come back with
/// `RETURNING`; sums are `CAST(sum(x) AS BIGINT)`; types are named as in a ``Migration``; text is ordered by its bytes.
/// Statements are cached by their text: give values as arguments, do not write them into the text.
public protocol ReadTransaction {
  /// Runs a query and hands over each row until `body` returns false. What callers use are the forms below, which are
  /// compiled into them: what they make of a row has a type there, and needs no box.
  ///
  /// - Parameters:
  ///   - sql: One statement.
  ///   - arguments: Values of `?1`, `?2`, …; exactly as many as the statement has.
  ///   - rows: What is done with the rows; a hint.
  ///   - body: Takes a row. What it throws ends the query and is thrown on.
  /// - Throws: ``DatabaseError``, or what `body` throws.
  func forRows(
    of sql: String,
    _ arguments: [DatabaseValue],
    wanting rows: WantedRows,
    _ body: (any Row) throws -> Bool
  ) throws
}

extension ReadTransaction {
  /// Runs a query and maps each row.
  ///
  /// - Parameters:
  ///   - sql: One statement.
  ///   - arguments: Values of `?1`, `?2`, …; exactly as many as the statement has.
  ///   - map: Makes a value of a row. What it throws ends the query and is thrown on.
  /// - Returns: The values in the order of the rows.
  /// - Throws: ``DatabaseError``, or what `map` throws.
  @inlinable
  @inline(__always)
  public func query<T>(_ sql: String, _ arguments: [DatabaseValue], _ map: (any Row) throws -> T) throws -> [T] {
    var values: [T] = []
    try forRows(of: sql, arguments, wanting: .all) { row in
      values.append(try map(row))
      return true
    }
    return values
  }

  /// Runs a query and hands over each row, keeping none.
  ///
  /// - Throws: ``DatabaseError``, or what `body` throws, which also ends the query.
  @inlinable
  public func forEach(_ sql: String, _ arguments: [DatabaseValue], _ body: (any Row) throws -> Void) throws {
    try forRows(of: sql, arguments, wanting: .each) { row in
      try body(row)
      return true
    }
  }

  /// Runs a query and maps its first row; further rows are not read.
  ///
  /// - Returns: The value, or nil when there is no row.
  /// - Throws: ``DatabaseError``, or what `map` throws.
  @inlinable
  @inline(__always)
  public func queryOne<T>(_ sql: String, _ arguments: [DatabaseValue], _ map: (any Row) throws -> T) throws -> T? {
    var value: T?
    try forRows(of: sql, arguments, wanting: .first) { row in
      value = try map(row)
      return false
    }
    return value
  }

  /// Runs a query without arguments and maps each row.
  @inlinable
  public func query<T>(_ sql: String, _ map: (any Row) throws -> T) throws -> [T] {
    try query(sql, [], map)
  }

  /// Runs a query without arguments and hands over each row.
  @inlinable
  public func forEach(_ sql: String, _ body: (any Row) throws -> Void) throws {
    try forEach(sql, [], body)
  }

  /// Runs a query without arguments and maps its first row.
  @inlinable
  public func queryOne<T>(_ sql: String, _ map: (any Row) throws -> T) throws -> T? {
    try queryOne(sql, [], map)
  }

  /// Whether a query gives at least one row.
  @inlinable
  public func exists(_ sql: String, _ arguments: [DatabaseValue] = []) throws -> Bool {
    try queryOne(sql, arguments) { _ in true } ?? false
  }
}
