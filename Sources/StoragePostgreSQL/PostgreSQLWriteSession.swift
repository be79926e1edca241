import Storage
import StorageEngine

/// The shared transactions of writes, on the writer's connection.
///
/// A transaction begins with the lock of the only row of `database_writer`: among all processes that write to the
/// database one is at a time, and everything it reads was committed by those before it.
///
/// Most writes succeed, and a savepoint for each would cost the server as much as the write. So a transaction goes
/// without until a member fails that has changed something; then it begins again, and runs its members anew, each
/// behind a savepoint. The next transactions have savepoints from the start, for a while. They cost no round trips of
/// their own: they go out with the statement that follows them.
final class PostgreSQLWriteSession: WriteSession, StatementRunner {
  private enum Savepoint {
    /// No member runs.
    case none
    /// To be set with the member's first statement.
    case due
    case set
  }

  private let keeper: ConnectionKeeper
  private let onCommit: () -> Void
  /// Told the number of the server's process that commits.
  private let onConnection: (Int32) -> Void
  private var connection: PostgreSQLConnection?
  private var savepoint = Savepoint.none
  /// How the last member's savepoint ends, not yet sent.
  private var unsent: [PostgreSQLConnection.Control] = []
  /// The first statement of the member that failed on the server.
  private var failure: DatabaseError?
  private var mayHaveWritten = false
  private var memberMayHaveWritten = false
  /// The calls in the open transaction.
  private var members: [Call] = []
  /// What they share, while there are no savepoints: going back to one would not take the states back.
  private let states = SharedWriteStates()
  private var usesSavepoints = false
  /// Transactions to come that have savepoints from the start.
  private var cautiousTransactions = 0
  /// How many those are after a failure.
  private static let cautiousTransactionsMax = 32

  init(keeper: ConnectionKeeper, onCommit: @escaping () -> Void, onConnection: @escaping (Int32) -> Void) {
    self.keeper = keeper
    self.onCommit = onCommit
    self.onConnection = onConnection
  }

  func begin() throws(DatabaseError) {
    unsent = []
    members = []
    states.removeAll()
    mayHaveWritten = false
    usesSavepoints = cautiousTransactions > 0
    cautiousTransactions = max(0, cautiousTransactions - 1)
    let held = try keeper.connection()
    let wasFresh = held.isFresh
    do throws(DatabaseError) {
      try takeTurn(on: held)
    } catch {
      // The connection may have been lost long ago, and nothing was done on it yet.
      guard held.isBroken, held.wasLost, !wasFresh else { throw error }
      try takeTurn(on: try keeper.connection())
    }
  }

  private func takeTurn(on held: PostgreSQLConnection) throws(DatabaseError) {
    held.queue(.beginWrite)
    held.queue(.takeTurn)
    do throws(DatabaseError) {
      try held.exchange()
    } catch {
      if !held.isBroken { undo(on: held) }
      // The server has become a standby: another one takes the writes now.
      if error.engineState == "25006" { held.isBroken = true }
      throw error
    }
    connection = held
    onConnection(held.processNumber)
  }

  /// Runs a call and undoes it when it throws.
  func runBehindSavepoint(_ call: Call) -> MemberProgress {
    members.append(call)
    if usesSavepoints { return runGuarded(call) }
    let isKept = run(call)
    guard let connection, !connection.isBroken else { return .broken(isKept ? connection?.lost() : nil) }
    if isKept || !(memberMayHaveWritten || connection.isTransactionFailed) { return .goesOn }
    return beginAgain(on: connection)
  }

  /// Undoes the transaction and runs its members in another one, each behind a savepoint.
  private func beginAgain(on connection: PostgreSQLConnection) -> MemberProgress {
    usesSavepoints = true
    states.removeAll()
    cautiousTransactions = Self.cautiousTransactionsMax
    do throws(DatabaseError) {
      connection.queue(.rollback)
      try takeTurn(on: connection)
    } catch {
      return .broken(error)
    }
    for member in members {
      if case .broken(let error) = runGuarded(member) { return .broken(error) }
    }
    return .goesOn
  }

  private func runGuarded(_ call: Call) -> MemberProgress {
    savepoint = .due
    let isKept = run(call)
    guard let connection, !connection.isBroken else { return .broken(isKept ? connection?.lost() : nil) }
    if savepoint == .set { unsent = isKept ? [.releaseSavepoint] : [.rollbackToSavepoint, .releaseSavepoint] }
    savepoint = .none
    return .goesOn
  }

  /// Runs a call.
  ///
  /// - Returns: Whether what it did is to be kept. Otherwise the call has its error.
  private func run(_ call: Call) -> Bool {
    failure = nil
    memberMayHaveWritten = false
    let transaction = EngineTransaction(self, sharing: usesSavepoints ? nil : states)
    let isDone = call.run(in: transaction)
    transaction.end()
    guard isDone, let connection, !connection.isBroken else { return isDone }
    // The closure may have caught what it must not: the server keeps nothing after a statement that failed.
    let isChecked = memberMayHaveWritten && connection.hasDeferrableConstraints
    guard let error = failure ?? (isChecked ? violation(on: connection) : nil) else { return true }
    call.overrule(with: error)
    return false
  }

  func run(
    _ sql: String,
    _ arguments: [DatabaseValue],
    _ rows: WantedRows,
    _ body: (any Row) throws -> Bool
  ) throws -> Int {
    guard let connection, !connection.isBroken else {
      throw DatabaseError(.unavailable, message: "the connection was lost; try again", sql: sql)
    }
    if let failure {
      let message = "a statement of this transaction failed (\(failure.message)); the closure has to end with that"
      throw DatabaseError(.misuse, message: message, sql: sql)
    }
    let (row, mayWrite) = try fetch(sql, arguments, rows, on: connection)
    if mayWrite {
      mayHaveWritten = true
      memberMayHaveWritten = true
    }
    do {
      try row.forEach(body)
    } catch {
      // A statement may fail when some of its rows have come.
      if !connection.isBroken, connection.isTransactionFailed, failure == nil { failure = error as? DatabaseError }
      throw error
    }
    return row.changedRowCount
  }

  private func fetch(
    _ sql: String,
    _ arguments: [DatabaseValue],
    _ rows: WantedRows,
    on connection: PostgreSQLConnection
  ) throws(DatabaseError) -> (PostgreSQLRow, Bool) {
    do throws(DatabaseError) {
      return try connection.fetch(sql, arguments, rows) { setSavepoint(on: connection) }
    } catch {
      if !connection.isBroken, connection.isTransactionFailed { failure = error }
      throw error
    }
  }

  private func setSavepoint(on connection: PostgreSQLConnection) {
    guard savepoint == .due else { return }
    for control in unsent { connection.queue(control) }
    unsent = []
    connection.queue(.savepoint)
    savepoint = .set
  }

  /// Checks now what is otherwise checked at the commit, so that a member's mistake is its own.
  private func violation(on connection: PostgreSQLConnection) -> DatabaseError? {
    for control in [.checkpoint, .checkConstraints, .rollbackToCheckpoint, .releaseCheckpoint]
      as [PostgreSQLConnection.Control]
    {
      connection.queue(control)
    }
    do throws(DatabaseError) {
      try connection.exchange()
      return nil
    } catch {
      return error
    }
  }

  func rollBack(because error: DatabaseError?) -> GroupEnding {
    // Nobody has asked for a commit: when the connection is lost, the server undoes the transaction by itself.
    if let connection, !connection.isBroken { undo(on: connection) }
    connection = nil
    return .undone(error)
  }

  private func undo(on connection: PostgreSQLConnection) {
    connection.queue(.rollback)
    try? connection.exchange()
  }

  func commit() -> GroupEnding {
    guard let connection, !connection.isBroken else {
      return .undone(DatabaseError(.unavailable, message: "the connection was lost before the commit; try again"))
    }
    for control in unsent { connection.queue(control) }
    unsent = []
    failure = nil
    if let error = states.finish(on: self) { return rollBack(because: error) }
    if mayHaveWritten { connection.queue(.notify) }
    connection.queue(.commit)
    self.connection = nil
    if connection.isBroken { return .undone(connection.lost()) }
    var failure: DatabaseError?
    do throws(DatabaseError) {
      try connection.exchange()
    } catch {
      failure = error
    }
    if connection.commitTag == "COMMIT" {
      onCommit()
      return .committed
    }
    if connection.commitTag == nil, connection.isBroken {
      // This one the server says only while it waits for a statement: it never saw the commit.
      if failure?.engineState == "25P03" { return .undone(failure) }
      return .unknown(failure ?? connection.lost())
    }
    if connection.commitTag == nil { undo(on: connection) }
    return .undone(failure ?? DatabaseError(.other, message: "\(connection.place) rolled the transaction back"))
  }
}
