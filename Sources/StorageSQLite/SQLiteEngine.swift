import Storage
import StorageEngine
import Synchronization

/// The threads behind a database file and what they do.
final class SQLiteEngine: Sendable {
  let threads: EngineThreads
  let stop = StopState()
  let clearing = ErasedContentClearing()
  /// Transactions committed.
  let commits = Atomic<Int>(0)

  private let pointReader: SQLitePointReader
  private let path: String
  private let configuration: SQLiteConfiguration
  /// Held until the last thread has ended.
  private let lock: FileLock
  private let onEnded: @Sendable () -> Void

  init(path: String, configuration: SQLiteConfiguration, lock: FileLock, onEnded: @escaping @Sendable () -> Void) {
    self.path = path
    self.configuration = configuration
    self.lock = lock
    self.onEnded = onEnded
    self.pointReader = SQLitePointReader(path: path, configuration: configuration)
    self.threads = EngineThreads(
      writeQueueCapacity: configuration.writeQueueCapacity,
      readQueueCapacity: configuration.readQueueCapacity
    )
  }

  /// Starts the threads; returns when each has its connection, the schema is up to date, and all can serve.
  func start(migrations: [Migration]) throws {
    try threads.start(
      name: "sqlite",
      readerCount: configuration.readerCount,
      write: { [self] in serveWrites(migrations: migrations, $0) },
      read: { [self] in serveReads($0) },
      onEnded: { [self] in
        lock.release()
        onEnded()
      }
    )
  }

  /// Runs a short read on the calling thread.
  func readPoint<T: Sendable>(_ body: @Sendable (any ReadTransaction) throws -> T) throws -> T {
    try pointReader.read(holding: commits.load(ordering: .relaxed), body)
  }

  private func serveWrites(migrations: [Migration], _ handover: Handover) {
    do {
      // Before anything is read: the lock is held, so no other process adds to it.
      try DatabaseFile.bringLeftLogToDisk(of: path)
      let connection = try SQLiteConnection(path: path, role: .writer, configuration: configuration)
      try SchemaMigrator(connection: connection).migrate(migrations)
      handover.set(.success(()))
      var writer = SQLiteWriter(
        connection: connection,
        queue: threads.writes,
        configuration: configuration,
        stop: stop,
        clearing: clearing,
        onCommit: { [self] in commits.add(1, ordering: .relaxed) },
        beforeCheckpoint: { [self] in pointReader.endTransaction() }
      )
      writer.run()
      pointReader.close()
      // The last connection to close clears the log away, and that must be this one.
      threads.waitForReaders()
    } catch {
      handover.set(.failure(error))
    }
  }

  private func serveReads(_ handover: Handover) {
    do {
      let connection = try SQLiteConnection(path: path, role: .reader, configuration: configuration)
      handover.set(.success(()))
      SQLiteReader(connection: connection, queue: threads.reads).run()
    } catch {
      handover.set(.failure(error))
    }
  }
}
