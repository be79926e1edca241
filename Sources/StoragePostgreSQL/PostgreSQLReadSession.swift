import Storage
import StorageEngine

/// A reader thread's loop: one call, one snapshot, which begins with the first statement.
final class PostgreSQLReadSession: StatementRunner {
  private let keeper: ConnectionKeeper
  /// The connection that the snapshot is on, once it has begun.
  private var connection: PostgreSQLConnection?

  init(keeper: ConnectionKeeper) {
    self.keeper = keeper
  }

  /// Serves calls until the queue is closed.
  func run(_ queue: CallQueue<any ReadTransaction>) {
    while let call = queue.next() {
      if call.start() { serve(call) }
    }
  }

  private func serve(_ call: any QueuedCall<any ReadTransaction>) {
    let transaction = EngineTransaction(self)
    _ = call.run(in: transaction)
    transaction.end()
    // A snapshot holds nothing that could be lost: how it ends cannot change the result, so nobody waits for it.
    if let connection, !connection.isBroken {
      connection.queue(.commit)
      connection.sendWithoutWaiting()
    }
    connection = nil
    call.answer()
  }

  func run(
    _ sql: String,
    _ arguments: [DatabaseValue],
    _ rows: WantedRows,
    _ body: (any Row) throws -> Bool
  ) throws -> Int {
    let row = try fetch(sql, arguments, rows)
    try row.forEach(body)
    return row.changedRowCount
  }

  private func fetch(
    _ sql: String,
    _ arguments: [DatabaseValue],
    _ rows: WantedRows
  ) throws(DatabaseError) -> PostgreSQLRow {
    do throws(DatabaseError) {
      if let connection { return try connection.fetch(sql, arguments, rows) {}.row }
      let held = try keeper.connection()
      let wasFresh = held.isFresh
      do throws(DatabaseError) {
        return try begin(on: held, sql, arguments, rows)
      } catch {
        // The connection may have been lost long ago, and the closure has not seen anything yet.
        guard held.isBroken, held.wasLost, !wasFresh else { throw error }
        connection = nil
        return try begin(on: try keeper.connection(), sql, arguments, rows)
      }
    } catch {
      guard error.engineState == "25006" else { throw error }
      let message = "a statement that writes was given to a read; use write"
      throw DatabaseError(.misuse, engineState: error.engineState, message: message, sql: sql)
    }
  }

  private func begin(
    on held: PostgreSQLConnection,
    _ sql: String,
    _ arguments: [DatabaseValue],
    _ rows: WantedRows
  ) throws(DatabaseError) -> PostgreSQLRow {
    try held.fetch(sql, arguments, rows) {
      guard connection == nil else { return }
      held.queue(.beginRead)
      connection = held
    }.row
  }
}
