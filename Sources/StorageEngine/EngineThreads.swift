import Dispatch
import Storage
import Synchronization

/// The queues of a database and the threads that serve them: one writer, a few readers. The threads keep it alive
/// until they end.
package final class EngineThreads: Sendable {
  /// Writes that wait for the writer.
  package let writes: CallQueue
  /// Reads that wait for a reader.
  package let reads: CallQueue

  private struct Lifetime {
    var startedReaders = 0
    var isOver = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  /// Readers give way to the thread that talks with the callers: with more to read than the processors manage, it still
  /// answers at once what it can, and says no to the rest.
  private static let readerNiceness: Int32 = 5

  private let readerEnded = DispatchSemaphore(value: 0)
  /// Signalled once, when the writer has ended.
  private let ended = DispatchSemaphore(value: 0)
  private let lifetime = Mutex(Lifetime())

  /// Queues without threads.
  package init(writeQueueCapacity: Int, readQueueCapacity: Int) {
    self.writes = CallQueue(name: "write", capacity: writeQueueCapacity)
    self.reads = CallQueue(name: "read", capacity: readQueueCapacity)
  }

  /// Starts the threads; returns when each has its connection and all can serve.
  ///
  /// - Parameters:
  ///   - name: What the threads' names begin with.
  ///   - readerCount: 1 to 64.
  ///   - write: The writer's work: sets the handover once it can serve, and returns when the queue is closed. It ends
  ///     with ``waitForReaders()`` when its connection must be the last to close.
  ///   - read: The same for a reader.
  ///   - onEnded: Called when the last thread has ended; also when starting failed.
  /// - Throws: What a handover was given; the threads have ended then.
  package func start(
    name: String,
    readerCount: Int,
    write: @escaping @Sendable (Handover) -> Void,
    read: @escaping @Sendable (Handover) -> Void,
    onEnded: @escaping @Sendable () -> Void
  ) throws {
    do {
      try startWriter(name: name, write, onEnded)
      for number in 1...min(64, max(1, readerCount)) { try startReader(name: name, number, read) }
    } catch {
      beginClosing()
      // Whoever tries again at once must not find the database held by this attempt.
      ended.wait()
      throw error
    }
  }

  /// Takes no new calls; those that wait are served, then the threads end.
  package func beginClosing() {
    reads.close()
    writes.close()
  }

  /// Returns when the readers have ended. For the writer, once the queues are closed: no reader starts any more.
  package func waitForReaders() {
    let count = lifetime.withLock { lifetime in
      defer { lifetime.startedReaders = 0 }
      return lifetime.startedReaders
    }
    for _ in 0..<count { readerEnded.wait() }
  }

  /// Returns when the threads have ended.
  package func waitUntilEnded() async {
    await withCheckedContinuation { continuation in
      let isOver = lifetime.withLock { lifetime in
        if !lifetime.isOver { lifetime.waiters.append(continuation) }
        return lifetime.isOver
      }
      if isOver { continuation.resume() }
    }
  }

  private func startWriter(
    name: String,
    _ write: @escaping @Sendable (Handover) -> Void,
    _ onEnded: @escaping @Sendable () -> Void
  ) throws {
    let handover = Handover()
    do {
      try WorkerThread.start(name: "\(name)-writer") { [self] in
        write(handover)
        end(onEnded)
      }
    } catch {
      end(onEnded)
      throw error
    }
    try handover.get()
  }

  private func startReader(name: String, _ number: Int, _ read: @escaping @Sendable (Handover) -> Void) throws {
    let handover = Handover()
    try WorkerThread.start(name: "\(name)-read-\(number)", niceness: Self.readerNiceness) { [self] in
      read(handover)
      readerEnded.signal()
    }
    lifetime.withLock { $0.startedReaders += 1 }
    try handover.get()
  }

  private func end(_ onEnded: @Sendable () -> Void) {
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
