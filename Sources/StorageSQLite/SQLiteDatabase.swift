import Glibc
public import Storage
import StorageEngine
import Synchronization

/// A database in an SQLite file: one writer thread with the only read-write connection, and a few reader threads.
///
/// Durability: write-ahead log with `synchronous=FULL`, read back at the start, so an answered write survives
/// `kill -9` and power loss. Isolation: a lock file (`PATH.lock`) keeps a second process out. SQLite 3.40's bug with
/// log resets cannot strike, since only the writer's connection checkpoints.
public final class SQLiteDatabase: Database {
  /// The file.
  public let path: String
  private let engine: SQLiteEngine

  private init(path: String, engine: SQLiteEngine) {
    self.path = path
    self.engine = engine
  }

  deinit {
    engine.threads.beginClosing()
  }

  /// Opens a file, makes it when it is missing (mode 0600), and brings its schema up to date. Blocks until done.
  ///
  /// - Parameters:
  ///   - path: The file; its folder must exist.
  ///   - migrations: Every step of the schema, ordered by version.
  ///   - configuration: Threads, limits.
  /// - Throws: ``DatabaseError``: `cannotOpen`, `readOnly`, `corrupt`, `locked` (another process has it open),
  ///   `schemaTooNew`, `full`, or what a migration met.
  public static func open(
    path: String,
    migrations: [Migration],
    configuration: SQLiteConfiguration = SQLiteConfiguration()
  ) throws -> SQLiteDatabase {
    try open(path: path, migrations: migrations, configuration: configuration) {}
  }

  /// Opens a new database in a new folder under `TMPDIR` (or `/tmp`), for tests. The folder goes away when the
  /// database is closed or let go of.
  public static func temporary(
    migrations: [Migration] = [],
    configuration: SQLiteConfiguration = SQLiteConfiguration()
  ) throws -> SQLiteDatabase {
    let folder = try TemporaryFolder()
    return try open(path: folder.path + "/test.db", migrations: migrations, configuration: configuration) {
      folder.remove()
    }
  }

  private static func open(
    path: String,
    migrations: [Migration],
    configuration: SQLiteConfiguration,
    onEnded: @escaping @Sendable () -> Void
  ) throws -> SQLiteDatabase {
    try DatabaseFile.prepare(path)
    let engine = SQLiteEngine(
      path: path,
      configuration: configuration,
      lock: try FileLock(databasePath: path),
      onEnded: onEnded
    )
    try engine.start(migrations: migrations)
    return SQLiteDatabase(path: path, engine: engine)
  }

  /// Why the database takes no more writes; nil while all is well.
  public var stopCause: DatabaseError? { engine.stop.error }

  /// Counters of this database since it was opened.
  public var statistics: SQLiteStatistics {
    SQLiteStatistics(
      waitingWriteCount: engine.threads.writes.count,
      waitingReadCount: engine.threads.reads.count,
      commitCount: engine.commits.load(ordering: .relaxed)
    )
  }

  /// What the writer's connection has for the pragmas that the promises rest on: `synchronous` ("2" is FULL),
  /// `journal_mode`, `foreign_keys`.
  public func writerSettings() async throws -> [String: String] {
    try await write { transaction in
      guard let transaction = transaction as? EngineTransaction<SQLiteConnection> else { return [:] }
      var settings: [String: String] = [:]
      for name in ["synchronous", "journal_mode", "foreign_keys"] {
        settings[name] = try transaction.runner.pragma(name)
      }
      return settings
    }
  }

  /// See `Database.read`.
  public func read<T: Sendable>(_ body: @escaping @Sendable (any ReadTransaction) throws -> T) async throws -> T {
    try await Call.result(of: body, in: engine.threads.reads)
  }

  /// See `Database.readPoint`. Never suspends.
  public func readPoint<T: Sendable>(
    _ body: @escaping @Sendable (any ReadTransaction) throws -> T
  ) async throws -> T {
    try engine.readPoint(body)
  }

  /// See `Database.write`.
  @discardableResult
  public func write<T: Sendable>(_ body: @escaping @Sendable (any WriteTransaction) throws -> T) async throws -> T {
    try await Call.result(of: body, in: engine.threads.writes)
  }

  /// See `Database.clearErasedContent`.
  public func clearErasedContent() async throws -> Bool {
    engine.clearing.request()
    // The writer looks at requests after each transaction; the second one waits behind the clearing.
    for _ in 0..<2 { try await write { _ in } }
    if let failure = engine.clearing.failure { throw failure }
    return true
  }

  /// See `Database.onCommitElsewhere`; the lock file keeps other processes out, so there is nothing to tell.
  public func onCommitElsewhere(_ body: @escaping @Sendable () -> Void) {}

  /// See `Database.close`.
  public func close() async {
    engine.threads.beginClosing()
    await engine.threads.waitUntilEnded()
  }
}
