/// A transaction that may change the database, used inside `Database.write` and nowhere else.
public protocol WriteTransaction: ReadTransaction {
  /// Runs a statement that returns no rows that matter.
  ///
  /// BEGIN, COMMIT, ROLLBACK, SAVEPOINT, PRAGMA and the like are refused: the transaction is the database's.
  ///
  /// - Returns: The number of rows inserted, changed or deleted by this statement.
  /// - Throws: ``DatabaseError``.
  @discardableResult
  func execute(_ sql: String, _ arguments: [DatabaseValue]) throws -> Int
}

extension WriteTransaction {
  /// Runs a statement without arguments.
  @discardableResult
  public func execute(_ sql: String) throws -> Int {
    try execute(sql, [])
  }
}
