import Storage

/// What a `read` or `write` closure works on. Becomes useless when the closure returns.
final class SQLiteTransaction: WriteTransaction {
  private let connection: SQLiteConnection
  private var isOpen = true

  init(_ connection: SQLiteConnection) {
    self.connection = connection
  }

  /// Ends its use.
  func end() {
    isOpen = false
  }

  /// A pragma's value as text.
  func pragma(_ name: String) throws(DatabaseError) -> String {
    try connection.pragma(name)
  }

  func query<T>(_ sql: String, _ arguments: [DatabaseValue], _ map: (any Row) throws -> T) throws -> [T] {
    try checkOpen(sql)
    var values: [T] = []
    try connection.run(sql, arguments) { row in
      values.append(try map(row))
      return true
    }
    return values
  }

  func forEach(_ sql: String, _ arguments: [DatabaseValue], _ body: (any Row) throws -> Void) throws {
    try checkOpen(sql)
    try connection.run(sql, arguments) { row in
      try body(row)
      return true
    }
  }

  func queryOne<T>(_ sql: String, _ arguments: [DatabaseValue], _ map: (any Row) throws -> T) throws -> T? {
    try checkOpen(sql)
    var value: T?
    try connection.run(sql, arguments) { row in
      value = try map(row)
      return false
    }
    return value
  }

  func execute(_ sql: String, _ arguments: [DatabaseValue]) throws -> Int {
    try checkOpen(sql)
    let before = connection.totalChangedRowCount
    try connection.run(sql, arguments) { _ in true }
    // Statements that change nothing (CREATE TABLE) leave SQLite's own count as it was.
    return connection.totalChangedRowCount == before ? 0 : connection.changedRowCount
  }

  private func checkOpen(_ sql: String) throws(DatabaseError) {
    guard isOpen else {
      throw DatabaseError(.misuse, message: "the transaction was used after its closure returned", sql: sql)
    }
  }
}
