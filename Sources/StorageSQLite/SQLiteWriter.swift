import CSQLite
import Storage

/// The writer thread's loop: the calls that wait share one transaction, a savepoint each, and are answered after
/// its commit.
struct SQLiteWriter {
  typealias WriteCall = any QueuedCall<any WriteTransaction>

  let connection: SQLiteConnection
  let queue: CallQueue<any WriteTransaction>
  let configuration: SQLiteConfiguration
  /// Where an unknown outcome is noted for everybody to see.
  let stop: StopState
  /// Called after each commit.
  let onCommit: @Sendable () -> Void
  /// Called before the log's pages are moved into the file: snapshots that are held for later are let go of.
  let beforeCheckpoint: @Sendable () -> Void
  private var nextCheckpointPages: Int

  init(
    connection: SQLiteConnection,
    queue: CallQueue<any WriteTransaction>,
    configuration: SQLiteConfiguration,
    stop: StopState,
    onCommit: @escaping @Sendable () -> Void,
    beforeCheckpoint: @escaping @Sendable () -> Void
  ) {
    self.connection = connection
    self.queue = queue
    self.configuration = configuration
    self.stop = stop
    self.onCommit = onCommit
    self.beforeCheckpoint = beforeCheckpoint
    self.nextCheckpointPages = configuration.checkpointPages
  }

  /// Serves calls until the queue is closed.
  mutating func run() {
    while let first = queue.next() {
      if let error = stop.refusal {
        refuse(first, with: error)
        continue
      }
      serveGroup(startingWith: first)
      if stop.refusal == nil { checkpointIfDue() }
    }
    if stop.refusal != nil { connection.keepLogOnClose() }
  }

  private func refuse(_ call: WriteCall, with error: DatabaseError) {
    guard call.start() else { return }
    call.overrule(with: error)
    call.answer()
  }

  /// How a shared transaction ended.
  private enum Ending {
    case committed
    /// Nothing of it is in the database. Without an error, the last member's closure threw its own.
    case undone(DatabaseError?)
    case unknown(DatabaseError)
  }

  private func serveGroup(startingWith first: WriteCall) {
    var group: [WriteCall] = []
    switch runGroup(startingWith: first, &group) {
    case .committed:
      break
    case .undone(let error) where group.count == 1:
      if let error { group[0].overrule(with: error) }
    case .undone:
      // One member made the whole transaction fail. Alone, each gets what it deserves.
      serveOneByOne(group)
    case .unknown(let error):
      declareUnknown(group, error)
    }
    for call in group { call.answer() }
  }

  /// Runs calls that were started already, each in a transaction of its own.
  private func serveOneByOne(_ group: [WriteCall]) {
    for (index, call) in group.enumerated() {
      switch runAlone(call) {
      case .committed: break
      case .undone(let error): if let error { call.overrule(with: error) }
      case .unknown(let error):
        declareUnknown([call], error)
        if let refusal = stop.refusal {
          for later in group[(index + 1)...] { later.overrule(with: refusal) }
        }
        return
      }
    }
  }

  private func runGroup(startingWith first: WriteCall, _ group: inout [WriteCall]) -> Ending {
    do {
      try connection.run(.beginWrite)
    } catch {
      if first.start() { group.append(first) }
      return group.isEmpty ? .committed : .undone(error)
    }
    let started = ContinuousClock.now
    let limit = Duration.milliseconds(configuration.groupCommitMaxMilliseconds)
    var next: WriteCall? = first
    while let call = next {
      if call.start() {
        group.append(call)
        if case .broken(let error) = runBehindSavepoint(call) { return rollBack(because: error) }
      }
      guard group.count < configuration.groupCommitMaxWrites, started.duration(to: .now) < limit else { break }
      next = queue.nextIfAny()
    }
    return commit()
  }

  private func runAlone(_ call: WriteCall) -> Ending {
    do {
      try connection.run(.beginWrite)
    } catch {
      return .undone(error)
    }
    if case .broken(let error) = runBehindSavepoint(call) { return rollBack(because: error) }
    return commit()
  }

  /// What a member left of the shared transaction.
  private enum Progress {
    case goesOn
    /// It can go no further. Without an error, the member's closure threw its own.
    case broken(DatabaseError?)
  }

  /// Runs a call and undoes it when it throws.
  private func runBehindSavepoint(_ call: WriteCall) -> Progress {
    do {
      try connection.run(.savepoint)
      let transaction = SQLiteTransaction(connection)
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

  private func rollBack(because error: DatabaseError?) -> Ending {
    if connection.isInTransaction {
      do {
        try connection.run(.rollback)
      } catch {
        return .unknown(error)
      }
    }
    return .undone(error)
  }

  private func commit() -> Ending {
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

  private func declareUnknown(_ group: [WriteCall], _ cause: DatabaseError) {
    let message =
      "the commit failed (\(cause.message)): the write may or may not be there after a restart; "
      + "the database takes no more writes"
    let error = DatabaseError(.outcomeUnknown, engineCode: cause.engineCode, message: message)
    for call in group { call.overrule(with: error) }
    declareStopped(error)
  }

  private func declareStopped(_ error: DatabaseError) {
    if stop.declare(error) { configuration.onStopped?(error) }
  }

  /// Keeps the write-ahead log bounded. Runs after the callers have their answers.
  private mutating func checkpointIfDue() {
    let pages = connection.walPageCount
    if pages < configuration.checkpointPages { nextCheckpointPages = configuration.checkpointPages }
    guard pages >= nextCheckpointPages else { return }
    beforeCheckpoint()
    do {
      let waits: Int32 = pages >= configuration.walLimitPages ? 250 : 0
      let normal = configuration.busyTimeoutMilliseconds
      try connection.checkpoint(waitingMilliseconds: waits, busyTimeoutMilliseconds: normal)
      nextCheckpointPages = pages + configuration.checkpointPages
    } catch  where error.code == .ioError || error.code == .corrupt {
      // After a failed fsync the system may have dropped the pages; only the log, read at a restart, still has them.
      let message = "moving the log of \(connection.path) into the file failed (\(error.message)); no more writes"
      declareStopped(DatabaseError(error.code, engineCode: error.engineCode, message: message))
    } catch {
      // Full: the log keeps the pages until there is space.
      nextCheckpointPages = pages + configuration.checkpointPages
    }
  }
}
