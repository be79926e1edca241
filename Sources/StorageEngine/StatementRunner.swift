package import Storage

/// A connection as an ``EngineTransaction`` sees it. Used on one thread.
package protocol StatementRunner: AnyObject {
  /// Runs one statement and hands over each row until `body` returns false.
  ///
  /// - Parameter rows: What the caller does with them; a hint.
  /// - Returns: The number of rows inserted, changed or deleted.
  /// - Throws: ``DatabaseError``, or what `body` throws.
  func run(
    _ sql: String,
    _ arguments: [DatabaseValue],
    _ rows: WantedRows,
    _ body: (any Row) throws -> Bool
  ) throws -> Int
}
