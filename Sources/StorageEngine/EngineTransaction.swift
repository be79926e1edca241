package import Storage

/// What a `read` or `write` closure works on. Becomes useless when the closure returns.
package final class EngineTransaction<Runner: StatementRunner>: WriteTransaction {
  /// The connection it runs on.
  package let runner: Runner
  @usableFromInline var isOpen = true
  /// Nil when this one shares nothing with others.
  private let states: SharedWriteStates?

  /// A transaction that is open on `runner`.
  ///
  /// - Parameter states: What it shares with the other writes in it; nil when it shares nothing.
  package init(_ runner: Runner, sharing states: SharedWriteStates? = nil) {
    self.runner = runner
    self.states = states
  }

  package func shared<State: SharedWriteState>(_ type: State.Type, make: () throws -> State) throws -> State? {
    guard let states else { return nil }
    if let known = states.state(type) { return known }
    let made = try make()
    states.add(made)
    return made
  }

  package func sharedIfMade<State: SharedWriteState>(_ type: State.Type) -> State? {
    states?.state(type)
  }

  /// Ends its use.
  @inlinable package func end() {
    isOpen = false
  }

  @inlinable package func forRows(
    of sql: String,
    _ arguments: [DatabaseValue],
    wanting rows: WantedRows,
    _ body: (any Row) throws -> Bool
  ) throws {
    try checkOpen(sql)
    _ = try runner.run(sql, arguments, rows, body)
  }

  @inlinable package func execute(_ sql: String, _ arguments: [DatabaseValue]) throws -> Int {
    try checkOpen(sql)
    return try runner.run(sql, arguments, .all) { _ in true }
  }

  @inlinable func checkOpen(_ sql: String) throws(DatabaseError) {
    guard isOpen else {
      throw DatabaseError(.misuse, message: "the transaction was used after its closure returned", sql: sql)
    }
  }
}
