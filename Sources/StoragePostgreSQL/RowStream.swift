import CPostgreSQL
import Storage

/// The rows of a statement, read from the connection one at a time while they come.
///
/// The connection serves nothing else until the last row has been read. When another statement is wanted before that (a
/// query inside a row of another), the rest is read into memory first.
final class RowStream {
  private let connection: PostgreSQLConnection
  private let sql: String
  private var kept: ArraySlice<PostgreSQLResult> = []
  private var failure: DatabaseError?
  private var isOver = false

  init(on connection: PostgreSQLConnection, sql: String) {
    self.connection = connection
    self.sql = sql
  }

  /// The next row; nil after the last.
  ///
  /// - Throws: What the server met on the way.
  func next() throws(DatabaseError) -> PostgreSQLResult? {
    if let first = kept.popFirst() { return first }
    if !isOver, let row = try read() { return row }
    if let failure { throw failure }
    return nil
  }

  /// Reads the rest into memory, so that the connection is free.
  ///
  /// - Throws: What the server met on the way.
  func keepRest() throws(DatabaseError) {
    while !isOver, let row = try read() { kept.append(row) }
  }

  /// Reads the rest and keeps nothing of it.
  func discard() {
    kept = []
    while !isOver, (try? read()) != nil {}
  }

  private func read() throws(DatabaseError) -> PostgreSQLResult? {
    do throws(DatabaseError) {
      if let row = try connection.nextStreamed(sql) { return row }
    } catch {
      failure = error
    }
    isOver = true
    connection.endStream()
    if let failure { throw failure }
    return nil
  }
}
