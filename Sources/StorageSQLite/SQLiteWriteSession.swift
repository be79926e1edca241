import Storage
import StorageEngine

/// The shared transactions of writes, on the writer's connection.
struct SQLiteWriteSession: WriteSession {
  let connection: SQLiteConnection
  /// Called after each commit.
  let onCommit: @Sendable () -> Void

  func begin() throws(DatabaseError) {
    try connection.run(.beginWrite)
  }

  /// Runs a call and undoes it when it throws.
  func runBehindSavepoint(_ call: WriteCall) -> MemberProgress {
    do {
      try connection.run(.savepoint)
      let transaction = EngineTransaction(connection)
      var isKept = call.run(in: transaction)
      transaction.end()
      guard connection.isInTransaction else {
        // SQLite rolls everything back by itself after some errors: disk full, I/O error, out of memory.
        let message = "\(connection.path): SQLite rolled the transaction back"
        return .broken(isKept ? DatabaseError(.other, message: message) : nil)
      }
      if isKept, connection.hasDeferredViolations {
        isKept = false
        call.overrule(with: DatabaseError(.constraint, message: "FOREIGN KEY constraint failed at the end"))
      }
      if !isKept { try connection.run(.rollbackToSavepoint) }
      try connection.run(.releaseSavepoint)
      return .goesOn
    } catch {
      return .broken(error)
    }
  }

  func rollBack(because error: DatabaseError?) -> GroupEnding {
    if connection.isInTransaction {
      do {
        try connection.run(.rollback)
      } catch {
        return .unknown(error)
      }
    }
    return .undone(error)
  }

  func commit() -> GroupEnding {
    do {
      try connection.run(.commit)
      onCommit()
      return .committed
    } catch {
      switch error.code {
      case .full, .busy, .constraint:
        // Refused before the commit record was written whole.
        return rollBack(because: error)
      default:
        if connection.isInTransaction { try? connection.run(.rollback) }
        return .unknown(error)
      }
    }
  }
}
