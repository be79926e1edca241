import Storage
import StorageEngine

/// The shared transactions of writes, on the writer's connection.
///
/// Most writes succeed, and a savepoint for each costs a good part of what a small write costs. So a transaction goes
/// without until a member fails that has changed something; then it begins again, and runs its members anew, each
/// behind a savepoint. The next transactions have savepoints from the start, for a while.
final class SQLiteWriteSession: WriteSession {
  private let connection: SQLiteConnection
  /// Called after each commit.
  private let onCommit: @Sendable () -> Void
  /// The calls in the open transaction.
  private var members: [Call] = []
  /// What they share, while there are no savepoints: going back to one would not take the states back.
  private let states = SharedWriteStates()
  private var usesSavepoints = false
  /// Transactions to come that have savepoints from the start.
  private var cautiousTransactions = 0
  /// How many those are after a failure.
  private static let cautiousTransactionsMax = 32

  init(connection: SQLiteConnection, onCommit: @escaping @Sendable () -> Void) {
    self.connection = connection
    self.onCommit = onCommit
  }

  func begin() throws(DatabaseError) {
    members.removeAll(keepingCapacity: true)
    states.removeAll()
    usesSavepoints = cautiousTransactions > 0
    cautiousTransactions = max(0, cautiousTransactions - 1)
    try connection.run(.beginWrite)
  }

  /// Runs a call and undoes it when it throws.
  func runBehindSavepoint(_ call: Call) -> MemberProgress {
    members.append(call)
    do {
      if usesSavepoints { return try runGuarded(call) }
      connection.mayHaveWritten = false
      let isKept = run(call)
      guard connection.isInTransaction else { return rolledBack(isKept) }
      if isKept || !connection.mayHaveWritten { return .goesOn }
      return try beginAgain()
    } catch {
      return .broken(error)
    }
  }

  /// Undoes the transaction and runs its members in another one, each behind a savepoint.
  private func beginAgain() throws(DatabaseError) -> MemberProgress {
    usesSavepoints = true
    states.removeAll()
    cautiousTransactions = Self.cautiousTransactionsMax
    try connection.run(.rollback)
    try connection.run(.beginWrite)
    for member in members {
      if case .broken(let error) = try runGuarded(member) { return .broken(error) }
    }
    return .goesOn
  }

  private func runGuarded(_ call: Call) throws(DatabaseError) -> MemberProgress {
    try connection.run(.savepoint)
    let isKept = run(call)
    guard connection.isInTransaction else { return rolledBack(isKept) }
    if !isKept { try connection.run(.rollbackToSavepoint) }
    try connection.run(.releaseSavepoint)
    return .goesOn
  }

  /// Runs a call.
  ///
  /// - Returns: Whether what it did is to be kept. Otherwise the call has its error.
  private func run(_ call: Call) -> Bool {
    let transaction = EngineTransaction(connection, sharing: usesSavepoints ? nil : states)
    let isDone = call.run(in: transaction)
    transaction.end()
    guard isDone, connection.isInTransaction, connection.hasDeferredViolations else { return isDone }
    call.overrule(with: DatabaseError(.constraint, message: "FOREIGN KEY constraint failed at the end"))
    return false
  }

  /// SQLite rolls everything back by itself after some errors: disk full, I/O error, out of memory.
  private func rolledBack(_ isKept: Bool) -> MemberProgress {
    .broken(isKept ? DatabaseError(.other, message: "\(connection.path): SQLite rolled the transaction back") : nil)
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
    if let error = states.finish(on: connection) { return rollBack(because: error) }
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
