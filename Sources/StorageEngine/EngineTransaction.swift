package import Storage

/// What a `read` or `write` closure works on. Becomes useless when the closure returns.
package final class EngineTransaction<Runner: StatementRunner>: WriteTransaction {
  /// The connection it runs on.
  package let runner: Runner
  private var isOpen = true

  /// A transaction that is open on `runner`.
  package init(_ runner: Runner) {
    self.runner = runner
  }

  /// Ends its use.
  package func end() {
    isOpen = false
  }

  package func query<T>(_ sql: String, _ arguments: [DatabaseValue], _ map: (any Row) throws -> T) throws -> [T] {
    try checkOpen(sql)
    var values: [T] = []
    _ = try runner.run(sql, arguments, .all) { row in
      values.append(try map(row))
      return true
    }
    return values
  }

  package func forEach(_ sql: String, _ arguments: [DatabaseValue], _ body: (any Row) throws -> Void) throws {
    try checkOpen(sql)
    _ = try runner.run(sql, arguments, .each) { row in
      try body(row)
      return true
    }
  }

  package func queryOne<T>(_ sql: String, _ arguments: [DatabaseValue], _ map: (any Row) throws -> T) throws -> T? {
    try checkOpen(sql)
    var value: T?
    _ = try runner.run(sql, arguments, .first) { row in
      value = try map(row)
      return false
    }
    return value
  }

  package func execute(_ sql: String, _ arguments: [DatabaseValue]) throws -> Int {
    try checkOpen(sql)
    return try runner.run(sql, arguments, .all) { _ in true }
  }

  private func checkOpen(_ sql: String) throws(DatabaseError) {
    guard isOpen else {
      throw DatabaseError(.misuse, message: "the transaction was used after its closure returned", sql: sql)
    }
  }
}
