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

  @inlinable package func query<T>(_ sql: String, _ arguments: [DatabaseValue], _ map: (any Row) throws -> T) throws
    -> [T]
  {
    try checkOpen(sql)
    var values: [T] = []
    _ = try runner.run(sql, arguments, .all) { row in
      values.append(try map(row))
      return true
    }
    return values
  }

  @inlinable package func forEach(_ sql: String, _ arguments: [DatabaseValue], _ body: (any Row) throws -> Void) throws
  {
    try checkOpen(sql)
    _ = try runner.run(sql, arguments, .each) { row in
      try body(row)
      return true
    }
  }

  @inlinable package func queryOne<T>(_ sql: String, _ arguments: [DatabaseValue], _ map: (any Row) throws -> T) throws
    -> T?
  {
    try checkOpen(sql)
    var value: T?
    _ = try runner.run(sql, arguments, .first) { row in
      value = try map(row)
      return false
    }
    return value
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
