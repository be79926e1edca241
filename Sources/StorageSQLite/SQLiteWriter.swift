import Storage
import StorageEngine

/// The writer thread's loop: the calls that wait share one transaction, a savepoint each, and are answered after
/// its commit.
struct SQLiteWriter {
  let connection: SQLiteConnection
  let queue: CallQueue
  let configuration: SQLiteConfiguration
  /// Where an unknown outcome is noted for everybody to see.
  let stop: StopState
  /// What is to be cleared from the file.
  let clearing: ErasedContentClearing
  /// Called before the log's pages are moved into the file: snapshots that are held for later are let go of.
  private let beforeCheckpoint: @Sendable () -> Void
  private let groups: GroupWriter<SQLiteWriteSession>
  private var nextCheckpointPages: Int

  /// - Parameter onCommit: Called after each commit.
  init(
    connection: SQLiteConnection,
    queue: CallQueue,
    configuration: SQLiteConfiguration,
    stop: StopState,
    clearing: ErasedContentClearing,
    onCommit: @escaping @Sendable () -> Void,
    beforeCheckpoint: @escaping @Sendable () -> Void
  ) {
    self.connection = connection
    self.queue = queue
    self.configuration = configuration
    self.stop = stop
    self.clearing = clearing
    self.beforeCheckpoint = beforeCheckpoint
    self.nextCheckpointPages = configuration.checkpointPages
    self.groups = GroupWriter(
      session: SQLiteWriteSession(connection: connection, onCommit: onCommit),
      queue: queue,
      limits: GroupLimits(
        writesMax: configuration.groupCommitMaxWrites,
        millisecondsMax: configuration.groupCommitMaxMilliseconds
      ),
      onUnknown: { Self.declareUnknown($0, stop, configuration) },
      refusal: { stop.refusal }
    )
  }

  /// Serves calls until the queue is closed.
  mutating func run() {
    while let first = queue.next() {
      if let error = stop.refusal {
        refuse(first, with: error)
        continue
      }
      groups.serve(startingWith: first)
      if stop.refusal == nil { checkpointIfDue() }
      if stop.refusal == nil { clearing.runIfRequested(clearErasedContent) }
    }
    if stop.refusal != nil { connection.keepLogOnClose() }
  }

  private func refuse(_ call: Call, with error: DatabaseError) {
    guard call.start() else { return }
    call.overrule(with: error)
    call.answer()
  }

  private static func declareUnknown(
    _ cause: DatabaseError,
    _ stop: StopState,
    _ configuration: SQLiteConfiguration
  ) -> DatabaseError {
    let message =
      "the commit failed (\(cause.message)): the write may or may not be there after a restart; "
      + "the database takes no more writes"
    let error = DatabaseError(.outcomeUnknown, engineCode: cause.engineCode, message: message)
    if stop.declare(error) { configuration.onStopped?(error) }
    return error
  }

  private func declareStopped(_ error: DatabaseError) {
    if stop.declare(error) { configuration.onStopped?(error) }
  }

  /// Writes the whole file anew, without what was deleted, and empties the log.
  private func clearErasedContent() throws(DatabaseError) {
    beforeCheckpoint()
    try connection.writeAnew()
    beforeCheckpoint()
    do {
      let normal = configuration.busyTimeoutMilliseconds
      try connection.emptyLog(waitingMilliseconds: 1_000, busyTimeoutMilliseconds: normal)
    } catch  where error.code == .ioError || error.code == .corrupt {
      let message = "moving the log of \(connection.path) into the file failed (\(error.message)); no more writes"
      let cause = DatabaseError(error.code, engineCode: error.engineCode, message: message)
      declareStopped(cause)
      throw cause
    }
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
