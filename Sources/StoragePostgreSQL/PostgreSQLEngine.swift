import Storage
import StorageEngine
import Synchronization

/// The threads behind a database and what they do.
final class PostgreSQLEngine: Sendable {
  let threads: EngineThreads
  let listener: CommitListener
  private let commits = Atomic<Int>(0)

  private let location: ConnectionString
  private let configuration: PostgreSQLConfiguration
  private let onEnded: @Sendable () -> Void

  init(
    _ location: ConnectionString,
    configuration: PostgreSQLConfiguration,
    onEnded: @escaping @Sendable () -> Void
  ) {
    let writerProcess = WriterProcess()
    self.location = location
    self.configuration = configuration
    self.onEnded = onEnded
    self.writerProcess = writerProcess
    self.threads = EngineThreads(
      writeQueueCapacity: configuration.writeQueueCapacity,
      readQueueCapacity: configuration.readQueueCapacity
    )
    self.listener = CommitListener(location, configuration: configuration) { writerProcess.number }
  }

  /// The server's process that the writer is connected to.
  private final class WriterProcess: Sendable {
    private let value = Atomic<Int32>(0)

    var number: Int32 {
      get { value.load(ordering: .relaxed) }
      set { value.store(newValue, ordering: .relaxed) }
    }
  }

  private let writerProcess: WriterProcess

  /// Transactions committed.
  var commitCount: Int { commits.load(ordering: .relaxed) }

  /// Starts the threads; returns when each has its connection, the schema is up to date, and all can serve.
  func start(migrations: [Migration]) throws {
    try threads.start(
      name: "postgres",
      readerCount: configuration.readerCount,
      write: { [self] in serveWrites(migrations: migrations, $0) },
      read: { [self] in serveReads($0) },
      onEnded: onEnded
    )
  }

  private func serveWrites(migrations: [Migration], _ handover: Handover) {
    do {
      let keeper = ConnectionKeeper(location, role: .writer, configuration: configuration)
      let connection = try keeper.connection()
      let limit = Duration.milliseconds(configuration.migrationTimeoutMilliseconds)
      try PostgreSQLMigrator(connection: connection, limit: limit).migrate(migrations)
      keeper.hasDeferrableConstraints = connection.hasDeferrableConstraints
      handover.set(.success(()))
      let groups = makeGroups(keeper)
      while let first = threads.writes.next() { groups.serve(startingWith: first) }
      threads.waitForReaders()
    } catch {
      handover.set(.failure(error))
    }
    listener.stop()
  }

  private func makeGroups(_ keeper: ConnectionKeeper) -> GroupWriter<PostgreSQLWriteSession> {
    GroupWriter(
      session: PostgreSQLWriteSession(
        keeper: keeper,
        onCommit: { [self] in commits.add(1, ordering: .relaxed) },
        onConnection: { [writerProcess] in writerProcess.number = $0 }
      ),
      queue: threads.writes,
      limits: GroupLimits(
        writesMax: configuration.groupCommitMaxWrites,
        millisecondsMax: configuration.groupCommitMaxMilliseconds
      ),
      onUnknown: { cause in
        let message =
          "the commit was not answered (\(cause.message)): the write may or may not be there; "
          + "repeat the operation id to learn which"
        return DatabaseError(.outcomeUnknown, engineState: cause.engineState, message: message)
      },
      // Unlike a file's, the server's disk is the server's own matter: further writes are taken.
      refusal: { nil }
    )
  }

  private func serveReads(_ handover: Handover) {
    do {
      let keeper = ConnectionKeeper(location, role: .reader, configuration: configuration)
      _ = try keeper.connection()
      handover.set(.success(()))
      PostgreSQLReadSession(keeper: keeper, queue: threads.reads).run()
    } catch {
      handover.set(.failure(error))
    }
  }
}
