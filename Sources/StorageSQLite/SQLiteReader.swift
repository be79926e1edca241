import Storage
import StorageEngine

/// A reader thread's loop: one call, one snapshot.
struct SQLiteReader {
  let connection: SQLiteConnection
  let queue: CallQueue

  /// Serves calls until the queue is closed.
  func run() {
    while let call = queue.next() {
      if call.start() { serve(call) }
    }
  }

  private func serve(_ call: Call) {
    do {
      try connection.run(.beginRead)
    } catch {
      call.overrule(with: error)
      return call.answer()
    }
    let transaction = EngineTransaction(connection)
    _ = call.run(in: transaction)
    transaction.end()
    // A snapshot holds nothing that could be lost: how it ends cannot change the result.
    try? connection.run(.commit)
    if connection.isInTransaction { try? connection.run(.rollback) }
    call.answer()
  }
}
