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

  /// The state of a type that the writes in this transaction share; made by the first that asks.
  ///
  /// Whoever changes it must also write, with ``execute(_:_:)``, in the same closure: a closure that throws takes its
  /// changes of the state back only together with what it wrote.
  ///
  /// - Returns: Nil when this write shares nothing: it does then what ``SharedWriteState/finish(in:)`` would do.
  /// - Throws: What `make` throws.
  func shared<State: SharedWriteState>(_ type: State.Type, make: () throws -> State) throws -> State?

  /// The state of a type, if one was made in this transaction.
  func sharedIfMade<State: SharedWriteState>(_ type: State.Type) -> State?
}

extension WriteTransaction {
  /// Nothing is shared.
  public func shared<State: SharedWriteState>(_ type: State.Type, make: () throws -> State) throws -> State? {
    nil
  }

  /// Nothing is shared.
  public func sharedIfMade<State: SharedWriteState>(_ type: State.Type) -> State? {
    nil
  }

  /// Runs a statement without arguments.
  @discardableResult
  public func execute(_ sql: String) throws -> Int {
    try execute(sql, [])
  }
}
