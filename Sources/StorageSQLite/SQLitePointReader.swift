import Storage
import StorageEngine
import Synchronization

/// A connection for short reads on the caller's own thread: no thread is woken for a row or two.
///
/// Its transaction stays open from one read to the next for as long as nothing was committed since: its snapshot is
/// then still the newest there is, and beginning a transaction costs more than reading a row. The writer ends it before
/// it moves the log's pages into the file, since the log cannot start anew while a snapshot rests on it.
final class SQLitePointReader: Sendable {
  private struct State {
    /// Nil until the first read: a service that only reads at length needs none.
    var connection: SQLiteConnection?
    var isClosed = false
    /// Commits counted before the open transaction began.
    var commitCount = 0
    var began = ContinuousClock.now
  }

  /// Longest time a transaction stays open, so that what another program wrote into the file is seen some time.
  private static let ageMax = Duration.seconds(1)

  private let path: String
  private let configuration: SQLiteConfiguration
  private let state = Mutex(State())

  init(path: String, configuration: SQLiteConfiguration) {
    self.path = path
    self.configuration = configuration
  }

  /// Runs `body` on a snapshot that holds at least `commitCount` commits.
  ///
  /// - Throws: ``DatabaseError``, or what `body` throws.
  func read<T: Sendable>(
    holding commitCount: Int,
    _ body: @Sendable (any ReadTransaction) throws -> T
  ) throws -> T {
    try state.withLock { state in
      if state.isClosed { throw DatabaseError(.closed, message: "the database is closed") }
      let connection =
        try state.connection ?? SQLiteConnection(path: path, role: .reader, configuration: configuration)
      state.connection = connection
      let now = ContinuousClock.now
      if connection.isInTransaction, state.commitCount != commitCount || state.began.duration(to: now) > Self.ageMax {
        Self.endTransaction(on: connection)
      }
      if !connection.isInTransaction {
        try connection.run(.beginRead)
        state.commitCount = commitCount
        state.began = now
      }
      let transaction = EngineTransaction(connection)
      defer { transaction.end() }
      do {
        return try body(transaction)
      } catch {
        // Whatever failed may have to do with the snapshot.
        Self.endTransaction(on: connection)
        throw error
      }
    }
  }

  /// Lets go of the snapshot.
  func endTransaction() {
    state.withLock { state in
      if let connection = state.connection, connection.isInTransaction { Self.endTransaction(on: connection) }
    }
  }

  /// Closes the connection; further reads are refused.
  func close() {
    state.withLock { state in
      state.connection = nil
      state.isClosed = true
    }
  }

  private static func endTransaction(on connection: SQLiteConnection) {
    guard connection.isInTransaction else { return }
    do {
      try connection.run(.commit)
    } catch {
      try? connection.run(.rollback)
    }
  }
}
