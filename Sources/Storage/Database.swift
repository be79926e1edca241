/// A service's own store: any number of readers, one serialised writer. Where several processes may have it open, their
/// writers take turns.
public protocol Database: Sendable {
  /// Runs `body` on one consistent snapshot, on a reader thread of the database, so that it may take its time.
  ///
  /// The snapshot holds every write that was answered before the call. A task that is cancelled while it waits for a
  /// thread is dropped.
  ///
  /// - Throws: ``DatabaseError`` (``DatabaseError/Code/queueFull`` when too many wait), `CancellationError`, or what
  ///   `body` throws.
  func read<T: Sendable>(_ body: @escaping @Sendable (any ReadTransaction) throws -> T) async throws -> T

  /// Runs a short `body`, which reads a few rows by their keys, on one consistent snapshot: at once on the caller's
  /// thread where the engine can do that without waiting for another thread, and otherwise like ``read(_:)``.
  ///
  /// The snapshot holds every write that was answered before the call.
  ///
  /// - Throws: ``DatabaseError``, `CancellationError`, or what `body` throws.
  func readPoint<T: Sendable>(_ body: @escaping @Sendable (any ReadTransaction) throws -> T) async throws -> T

  /// Runs `body` on the writer and returns when what it did is durable.
  ///
  /// Writes run one after the other in the order of the calls. Those that wait share one transaction and one commit,
  /// each behind a savepoint: when `body` throws, its own changes are undone and nobody else's. `body` may run more
  /// than once (when the shared transaction has to be undone, its members run again one by one), so it must do
  /// nothing but work on the transaction; only the last run counts. A task that is cancelled before `body` started is
  /// dropped; after that, the write is finished and its result returned.
  ///
  /// A body whose statement failed has to end with that: on PostgreSQL nothing of the body can be kept then, and an
  /// error it caught becomes the result all the same.
  ///
  /// - Throws: `CancellationError`, what `body` throws, or ``DatabaseError``. Every error but
  ///   ``DatabaseError/Code/outcomeUnknown`` means: no effect.
  @discardableResult
  func write<T: Sendable>(_ body: @escaping @Sendable (any WriteTransaction) throws -> T) async throws -> T

  /// Calls `body` soon after another process has committed to the same database, and whenever such a commit may have
  /// been missed. `body` runs on a thread of the database and must not block. A database that only one process can have
  /// open never calls it.
  func onCommitElsewhere(_ body: @escaping @Sendable () -> Void)

  /// Clears what was deleted and overwritten from the file as well: from free space, and from the log beside it. Takes
  /// as long as copying the database, and holds up writes meanwhile. An engine whose server keeps the files does
  /// nothing: there it is the operator's to do.
  ///
  /// - Returns: Whether it was done.
  /// - Throws: ``DatabaseError``: `busy` when somebody still reads what is to go; try again later.
  func clearErasedContent() async throws -> Bool

  /// Takes no new calls, finishes those that wait, closes the files, and returns. Further calls do nothing.
  func close() async
}

extension Database {
  /// The same as ``read(_:)``.
  public func readPoint<T: Sendable>(
    _ body: @escaping @Sendable (any ReadTransaction) throws -> T
  ) async throws -> T {
    try await read(body)
  }

  /// Nothing is done.
  public func clearErasedContent() async throws -> Bool { false }
}
