import CPostgreSQL
import Glibc
import Storage
import StorageEngine

/// One connection to the server, in libpq's pipeline mode: what is queued goes out with the next exchange, in one round
/// trip. Not Sendable: it is opened, used and closed on one thread.
///
/// Every wait has a deadline. A connection that was lost, or that did not answer in time, is ``isBroken`` for ever:
/// what state the server has it in is unknown.
final class PostgreSQLConnection {
  enum Role {
    case writer
    case reader
    case listener
  }

  /// Statements of the connection's own. They are prepared when they are first used.
  enum Control: String {
    case beginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    case beginWrite = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
    case takeTurn = "SELECT id FROM database_writer WHERE id = 1 FOR UPDATE"
    case commit = "COMMIT"
    case rollback = "ROLLBACK"
    case savepoint = "SAVEPOINT one_write"
    case releaseSavepoint = "RELEASE one_write"
    case rollbackToSavepoint = "ROLLBACK TO one_write"
    case checkpoint = "SAVEPOINT constraint_check"
    case checkConstraints = "SET CONSTRAINTS ALL IMMEDIATE"
    case rollbackToCheckpoint = "ROLLBACK TO constraint_check"
    case releaseCheckpoint = "RELEASE constraint_check"
    case notify = "NOTIFY database_commit"
    case listen = "LISTEN database_commit"
  }

  /// An answer that the server still owes, in the order of the questions.
  enum Owed {
    case preparation(Control)
    case control(Control)
    case description
    case statement
    case sync
  }

  let place: String
  let role: Role
  let handle: OpaquePointer
  /// Whether it can be used no more.
  var isBroken = false
  /// Whether it is broken because its other end has gone, rather than because it was too slow.
  var wasLost = false
  /// Whether it has answered nothing but the questions of its setting up.
  var isFresh = true
  /// Whether a constraint of the schema is checked at the commit only.
  var hasDeferrableConstraints = false
  var owed: [Owed] = []
  /// What the last COMMIT was answered with: "COMMIT" or "ROLLBACK".
  var commitTag: String?
  private var prepared: Set<Control> = []
  private var beingPrepared: Set<Control> = []
  private var cache: StatementCache
  private let forgotten = PostgreSQLStatement.Forgotten()
  private var statementNumber = 0
  private var arguments = ArgumentBuffer()
  /// The statement whose rows are still coming.
  private var stream: RowStream?
  private let statementTimeout: Duration

  /// Takes over a connection that is established.
  init(handle: OpaquePointer, place: String, role: Role, configuration: PostgreSQLConfiguration) {
    self.handle = handle
    self.place = place
    self.role = role
    self.cache = StatementCache(capacity: configuration.statementCacheCapacity)
    self.statementTimeout = .milliseconds(configuration.statementTimeoutMilliseconds)
  }

  deinit {
    PQfinish(handle)
  }

  /// The number of the server's process.
  var processNumber: Int32 { PQbackendPID(handle) }

  /// Whether a statement of the open transaction failed, so that it can only be undone.
  var isTransactionFailed: Bool { PQtransactionStatus(handle) == PQTRANS_INERROR }

  /// Whether the cache holds a statement of this text.
  func isCached(_ sql: String) -> Bool { cache.contains(sql) }

  /// Puts one of the connection's own statements into the next exchange.
  func queue(_ control: Control) {
    if !prepared.contains(control), beingPrepared.insert(control).inserted {
      send(.preparation(control)) { PQsendPrepare(handle, "control_\(control)", control.rawValue, 0, nil) }
    }
    send(.control(control)) { PQsendQueryPrepared(handle, "control_\(control)", 0, nil, nil, nil, 1) }
  }

  /// Sends what is queued and waits for the answers.
  ///
  /// - Throws: The first error among the answers.
  func exchange() throws(DatabaseError) {
    _ = try exchange(sql: "", within: statementTimeout)
  }

  /// Sends what is queued and leaves the answers for the next exchange.
  func sendWithoutWaiting() {
    send(.sync) { PQpipelineSync(handle) }
    PQflush(handle)
  }

  /// Runs a caller's statement.
  ///
  /// - Parameter beforeSending: Called when the statement is about to be sent; what it queues goes before it.
  /// - Throws: ``DatabaseError``. Mistakes that are found without the server leave the transaction as it was.
  func fetch(
    _ sql: String,
    _ values: [DatabaseValue],
    _ rows: WantedRows,
    beforeSending: () -> Void
  ) throws(DatabaseError) -> (row: PostgreSQLRow, mayWrite: Bool) {
    try stream?.keepRest()
    if isBroken { throw lost(sql: sql) }
    let statement: PostgreSQLStatement
    if let held = cache.take(sql) {
      // The cache holds what `prepared` has made, and nothing else.
      statement = unsafeDowncast(held, to: PostgreSQLStatement.self)
    } else {
      statement = try prepared(sql, values, beforeSending)
    }
    statement.isInUse = false
    try ArgumentBuffer.check(values, count: statement.parameterTypes.count, sql: sql)
    try arguments.fill(values, for: statement)
    beforeSending()
    forgetStatements()
    send(.statement) {
      arguments.withPointers { PQsendQueryPrepared(handle, statement.name, $0, $1, $2, $3, 1) }
    }
    let result = try exchange(sql: sql, within: statementTimeout, isStreaming: rows == .each)
    guard let result else { throw lost(sql: sql) }
    return (PostgreSQLRow(result, of: statement, stream: stream), statement.mayWrite)
  }

  /// Runs one statement of the engine's own without arguments and hands over each row's columns as text.
  func ask(_ sql: String, within limit: Duration) throws(DatabaseError) -> [[String]] {
    send(.statement) { PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 0) }
    guard let result = try exchange(sql: sql, within: limit) else { throw lost(sql: sql) }
    return (0..<PQntuples(result.handle)).map { row in
      (0..<PQnfields(result.handle)).map { PQgetvalue(result.handle, row, $0).map { String(cString: $0) } ?? "" }
    }
  }

  /// A statement that is not in the cache, as far as that has room for it.
  private func prepared(
    _ sql: String,
    _ values: [DatabaseValue],
    _ beforeSending: () -> Void
  ) throws(DatabaseError) -> PostgreSQLStatement {
    let made = try prepare(sql, values, beforeSending)
    cache.keep(made)
    return made
  }

  private func prepare(
    _ sql: String,
    _ values: [DatabaseValue],
    _ beforeSending: () -> Void
  ) throws(DatabaseError) -> PostgreSQLStatement {
    try StatementText.check(sql, alsoRefusing: Self.refused)
    let translation = try StatementTranslation(sql)
    if translation.statementCount == 0 { throw DatabaseError(.misuse, message: "no statement in the text", sql: sql) }
    if translation.statementCount > 1 {
      throw DatabaseError(.misuse, message: "more than one statement in the text", sql: sql)
    }
    try ArgumentBuffer.check(values, count: translation.parameterCount, sql: sql)
    beforeSending()
    statementNumber += 1
    let name = "statement_\(statementNumber)"
    send(.statement) { PQsendPrepare(handle, name, translation.text, 0, nil) }
    send(.description) { PQsendDescribePrepared(handle, name) }
    guard let description = try exchange(sql: sql, within: statementTimeout) else { throw lost(sql: sql) }
    return PostgreSQLStatement(sql, name: name, description: description, forgotten: forgotten)
  }

  private func forgetStatements() {
    for name in forgotten.names {
      send(.description) { PQsendQueryParams(handle, "DEALLOCATE \(name)", 0, nil, nil, nil, nil, 0) }
    }
    forgotten.names.removeAll()
  }

  /// Gives libpq something to send. When it cannot, the connection is lost.
  private func send(_ answer: Owed, _ call: () -> Int32) {
    guard !isBroken else { return }
    if call() == 1 {
      owed.append(answer)
    } else {
      isBroken = true
      wasLost = true
    }
  }

  /// Sends what is queued with a Sync and reads all answers up to it.
  ///
  /// - Returns: The last answer to a statement or description.
  private func exchange(
    sql: String,
    within limit: Duration,
    isStreaming: Bool = false
  ) throws(DatabaseError) -> PostgreSQLResult? {
    send(.sync) { PQpipelineSync(handle) }
    if isBroken { throw lost(sql: sql) }
    let deadline = ContinuousClock.now + limit
    var last: PostgreSQLResult?
    var failure: DatabaseError?
    commitTag = nil
    defer {
      owed.removeAll(keepingCapacity: true)
      beingPrepared.removeAll()
    }
    for answer in owed {
      if case .sync = answer {
        // Anything else would mean that question and answer no longer belong together.
        guard try nextResult(by: deadline, sql)?.status == PGRES_PIPELINE_SYNC else { throw lost(sql: sql) }
        continue
      }
      if isStreaming, case .statement = answer { PQsetSingleRowMode(handle) }
      while let result = try nextResult(by: deadline, sql) {
        switch result.status {
        case PGRES_SINGLE_TUPLE:
          stream = RowStream(on: self, sql: sql)
          isFresh = false
          return result
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: note(result, for: answer, &last)
        case PGRES_PIPELINE_ABORTED: break
        default:
          if result.isFatal {
            isBroken = true
            wasLost = true
          }
          if failure == nil { failure = PostgreSQLFailure.error(result, place: place, sql: sql) }
          if isBroken { throw failure ?? lost(sql: sql) }
        }
      }
    }
    isFresh = false
    if let failure { throw failure }
    return last
  }

  /// The next row of the statement whose rows are coming; nil after the last, when the connection is free again.
  ///
  /// - Throws: What the server met on the way; the connection is free then, or broken.
  func nextStreamed(_ sql: String) throws(DatabaseError) -> PostgreSQLResult? {
    // Each row has the whole time: what the caller does between two rows does not count.
    let deadline = ContinuousClock.now + statementTimeout
    let result = try nextResult(by: deadline, sql)
    if let result, result.status == PGRES_SINGLE_TUPLE { return result }
    var failure: DatabaseError?
    if let result, result.status != PGRES_TUPLES_OK {
      if result.isFatal { throw lost(sql: sql) }
      failure = PostgreSQLFailure.error(result, place: place, sql: sql)
    }
    guard try nextResult(by: deadline, sql) == nil,
      try nextResult(by: deadline, sql)?.status == PGRES_PIPELINE_SYNC
    else { throw lost(sql: sql) }
    if let failure { throw failure }
    return nil
  }

  /// Called when no further row comes.
  func endStream() {
    stream = nil
  }

  private func note(_ result: PostgreSQLResult, for answer: Owed, _ last: inout PostgreSQLResult?) {
    switch answer {
    case .preparation(let control): prepared.insert(control)
    case .control(.commit): commitTag = result.commandTag
    case .statement, .description: last = result
    case .control, .sync: break
    }
  }

  private func nextResult(by deadline: ContinuousClock.Instant, _ sql: String) throws(DatabaseError)
    -> PostgreSQLResult?
  {
    while PQisBusy(handle) == 1 {
      let mustSend = PQflush(handle) == 1
      guard wait(toSend: mustSend, until: deadline) else {
        isBroken = true
        let message = "\(place) did not answer in time; the connection was closed; try again"
        throw DatabaseError(.unavailable, message: message, sql: sql)
      }
      if PQconsumeInput(handle) == 0 {
        isBroken = true
        wasLost = true
        // The server's last words may have arrived before the end of the connection.
        if let last = PQgetResult(handle).map(PostgreSQLResult.init), !last.sqlState.isEmpty {
          throw PostgreSQLFailure.error(last, place: place, sql: sql)
        }
        throw lost(sql: sql)
      }
    }
    return PQgetResult(handle).map(PostgreSQLResult.init)
  }

  /// Waits until the connection can be read from, or written to.
  ///
  /// - Returns: False when the deadline has passed.
  private func wait(toSend: Bool, until deadline: ContinuousClock.Instant) -> Bool {
    let events = Int16(POLLIN) | (toSend ? Int16(POLLOUT) : 0)
    while true {
      let left = ContinuousClock.now.duration(to: deadline)
      guard left > .zero else { return false }
      var descriptor = pollfd(fd: PQsocket(handle), events: events, revents: 0)
      let milliseconds = min(left.components.seconds, 3_600) * 1_000
      let rest = left.components.attoseconds / 1_000_000_000_000_000
      let found = poll(&descriptor, 1, Int32(milliseconds + rest + 1))
      if found > 0 { return true }
      // An interruption is no answer; anything else is for libpq to find out about.
      if found < 0, errno != EINTR { return true }
    }
  }

  /// The error for a connection that is gone.
  func lost(sql: String = "") -> DatabaseError {
    isBroken = true
    wasLost = true
    return DatabaseError(.unavailable, message: "\(place): the connection was lost; try again", sql: sql)
  }

  /// What callers may not say on PostgreSQL, beside what they may not say on any engine.
  private static let refused: Set<String> = [
    "START", "ABORT", "PREPARE", "EXECUTE", "DEALLOCATE", "DISCARD", "SET", "RESET", "LISTEN", "UNLISTEN", "NOTIFY",
    "COPY", "DECLARE", "FETCH", "MOVE", "CLOSE", "LOCK", "CALL", "DO",
  ]
}
