import Dispatch
import Storage
import Synchronization

/// The queues and threads behind a database. The threads keep it alive until they end.
final class SQLiteEngine: Sendable {
  let writes: CallQueue<any WriteTransaction>
  let reads: CallQueue<any ReadTransaction>
  let stop = StopState()
  /// Transactions committed.
  let commits = Atomic<Int>(0)

  private struct Lifetime {
    var startedReaders = 0
    var isOver = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let path: String
  private let configuration: SQLiteConfiguration
  /// Held until the last thread has ended.
  private let lock: FileLock
  private let readerEnded = DispatchSemaphore(value: 0)
  /// Signalled once, when the files are closed and the lock is given back.
  private let ended = DispatchSemaphore(value: 0)
  private let lifetime = Mutex(Lifetime())
  private let onEnded: @Sendable () -> Void

  init(path: String, configuration: SQLiteConfiguration, lock: FileLock, onEnded: @escaping @Sendable () -> Void) {
    self.path = path
    self.configuration = configuration
    self.lock = lock
    self.onEnded = onEnded
    self.writes = CallQueue(name: "write", capacity: configuration.writeQueueCapacity)
    self.reads = CallQueue(name: "read", capacity: configuration.readQueueCapacity)
  }

  /// Starts the threads; returns when each has its connection, the schema is up to date, and all can serve.
  func start(migrations: [Migration]) throws {
    do {
      try startWriter(migrations: migrations)
      for number in 1...min(64, max(1, configuration.readerCount)) { try startReader(number) }
    } catch {
      beginClosing()
      // Whoever tries again at once must not find the file locked by this attempt.
      ended.wait()
      throw error
    }
  }

  /// Takes no new calls; those that wait are served, then the threads end.
  func beginClosing() {
    reads.close()
    writes.close()
  }

  /// Returns when the threads have ended and the files are closed.
  func waitUntilEnded() async {
    await withCheckedContinuation { continuation in
      let isOver = lifetime.withLock { lifetime in
        if !lifetime.isOver { lifetime.waiters.append(continuation) }
        return lifetime.isOver
      }
      if isOver { continuation.resume() }
    }
  }

  private func startWriter(migrations: [Migration]) throws {
    let handover = Handover()
    do {
      try WorkerThread.start(name: "sqlite-writer") { [self] in
        serveWrites(migrations: migrations, handover)
        end()
      }
    } catch {
      end()
      throw error
    }
    try handover.get()
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
        queue: writes,
        configuration: configuration,
        stop: stop,
        onCommit: { [self] in commits.add(1, ordering: .relaxed) }
      )
      writer.run()
      // The queues are closed, so no reader starts any more. The last connection to close clears the log away, and
      // that must be this one.
      for _ in 0..<lifetime.withLock({ $0.startedReaders }) { readerEnded.wait() }
    } catch {
      handover.set(.failure(error))
    }
  }

  private func startReader(_ number: Int) throws {
    let handover = Handover()
    try WorkerThread.start(name: "sqlite-read-\(number)") { [self] in
      serveReads(handover)
      readerEnded.signal()
    }
    lifetime.withLock { $0.startedReaders += 1 }
    try handover.get()
  }

  private func serveReads(_ handover: Handover) {
    do {
      let connection = try SQLiteConnection(path: path, role: .reader, configuration: configuration)
      handover.set(.success(()))
      SQLiteReader(connection: connection, queue: reads).run()
    } catch {
      handover.set(.failure(error))
    }
  }

  private func end() {
    lock.release()
    onEnded()
    let waiters = lifetime.withLock { lifetime in
      lifetime.isOver = true
      defer { lifetime.waiters = [] }
      return lifetime.waiters
    }
    for waiter in waiters { waiter.resume() }
    ended.signal()
  }
}
