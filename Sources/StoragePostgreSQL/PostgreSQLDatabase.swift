public import Storage
import StorageEngine

/// A database on a PostgreSQL server: one writer thread and a few reader threads, each with a connection of its own.
///
/// Durability: `synchronous_commit = on`, set and read back on every connection, and a server with `fsync = on`, so an
/// answered write survives. Isolation: the writers of all processes take turns, by the lock of one row; reads are
/// REPEATABLE READ.
///
/// What differs from SQLite: several processes may have the database open. A commit that is not answered ends its own
/// writes with `outcomeUnknown`, and further ones are taken: a disk that fails is the server's own matter, and it stops
/// by itself. Who repeats such a write waits for the first attempt's turn to end, and so sees how it ended. A write's
/// closure whose statement failed can only end; an error it catches is its result all the same. Without a server, calls
/// end with `unavailable` until it is back.
public final class PostgreSQLDatabase: Database {
  private let engine: PostgreSQLEngine

  private init(_ engine: PostgreSQLEngine) {
    self.engine = engine
  }

  deinit {
    engine.threads.beginClosing()
  }

  /// Opens a database and brings its schema up to date. Blocks until done.
  ///
  /// - Parameters:
  ///   - location: `postgresql://user@host1,host2/database?…`, as PostgreSQL's library reads it.
  ///   - migrations: Every step of the schema, ordered by version.
  ///   - configuration: Connections, limits.
  ///   - onEnded: Called once, when the last thread has ended.
  /// - Throws: ``DatabaseError``: `unavailable`, `cannotOpen` (not a database that keeps the promises, or a location
  ///   that is not understood), `busy` (another process is at the schema), `schemaTooNew`, or what a migration met.
  public static func open(
    _ location: String,
    migrations: [Migration],
    configuration: PostgreSQLConfiguration = PostgreSQLConfiguration(),
    onEnded: @escaping @Sendable () -> Void = {}
  ) throws -> PostgreSQLDatabase {
    let engine = PostgreSQLEngine(try ConnectionString(location), configuration: configuration, onEnded: onEnded)
    try engine.start(migrations: migrations)
    return PostgreSQLDatabase(engine)
  }

  /// Counters of this database since it was opened.
  public var statistics: PostgreSQLStatistics {
    PostgreSQLStatistics(
      waitingWriteCount: engine.threads.writes.count,
      waitingReadCount: engine.threads.reads.count,
      commitCount: engine.commitCount
    )
  }

  /// See `Database.read`.
  public func read<T: Sendable>(_ body: @escaping @Sendable (any ReadTransaction) throws -> T) async throws -> T {
    try await Call.result(of: body, in: engine.threads.reads)
  }

  /// See `Database.write`.
  @discardableResult
  public func write<T: Sendable>(_ body: @escaping @Sendable (any WriteTransaction) throws -> T) async throws -> T {
    try await Call.result(of: body, in: engine.threads.writes)
  }

  /// See `Database.onCommitElsewhere`.
  public func onCommitElsewhere(_ body: @escaping @Sendable () -> Void) {
    engine.listener.add(body)
  }

  /// See `Database.close`.
  public func close() async {
    engine.threads.beginClosing()
    await engine.threads.waitUntilEnded()
  }
}
