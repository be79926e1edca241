import Storage
import StorageEngine

/// A reader thread's loop: one snapshot, which begins with the first statement of a call. Calls that waited when it
/// began share it: nothing that was answered before them is missing from it.
final class PostgreSQLReadSession: StatementRunner {
  private let keeper: ConnectionKeeper
  private let queue: CallQueue
  /// The connection that the snapshot is on, once it has begun.
  private var connection: PostgreSQLConnection?
  /// How many calls had been made when the snapshot began.
  private var callsBeforeSnapshot: UInt64 = 0
  /// Whether the running call has seen something.
  private var isCallUnderWay = false

  init(keeper: ConnectionKeeper, queue: CallQueue) {
    self.keeper = keeper
    self.queue = queue
  }

  /// Serves calls until the queue is closed.
  func run() {
    while let first = queue.next() {
      var next: Call? = first
      while let call = next {
        if call.start() { serve(call) }
        next = hasUsableSnapshot ? queue.nextIfAny(amongFirst: callsBeforeSnapshot) : nil
      }
      endSnapshot()
    }
  }

  private func serve(_ call: Call) {
    isCallUnderWay = false
    let transaction = EngineTransaction(self)
    _ = call.run(in: transaction)
    transaction.end()
    call.answer()
  }

  private var hasUsableSnapshot: Bool {
    guard let connection else { return false }
    return !connection.isBroken && !connection.isTransactionFailed
  }

  /// A snapshot holds nothing that could be lost: how it ends cannot change a result, so nobody waits for it.
  private func endSnapshot() {
    if let connection, !connection.isBroken {
      connection.queue(.commit)
      connection.sendWithoutWaiting()
    }
    connection = nil
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
      let held = if let connection { connection } else { try keeper.connection() }
      let mayHaveBeenLost = !held.isFresh && !isCallUnderWay
      do throws(DatabaseError) {
        return try fetch(sql, arguments, rows, on: held)
      } catch {
        // The connection may have been lost long ago, and the closure has not seen anything yet.
        guard held.isBroken, held.wasLost, mayHaveBeenLost else { throw error }
        connection = nil
        return try fetch(sql, arguments, rows, on: try keeper.connection())
      }
    } catch {
      guard error.engineState == "25006" else { throw error }
      let message = "a statement that writes was given to a read; use write"
      throw DatabaseError(.misuse, engineState: error.engineState, message: message, sql: sql)
    }
  }

  private func fetch(
    _ sql: String,
    _ arguments: [DatabaseValue],
    _ rows: WantedRows,
    on held: PostgreSQLConnection
  ) throws(DatabaseError) -> PostgreSQLRow {
    let row = try held.fetch(sql, arguments, rows) {
      guard connection == nil else { return }
      callsBeforeSnapshot = queue.addedCount
      held.queue(.beginRead)
      connection = held
    }.row
    isCallUnderWay = true
    return row
  }
}
