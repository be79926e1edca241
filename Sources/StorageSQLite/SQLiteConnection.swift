import CSQLite
import Storage
import StorageEngine

/// One connection to a database file. Not Sendable: it is opened, used and closed on one thread.
final class SQLiteConnection: StatementRunner {
  enum Role {
    case writer
    case reader
  }

  let path: String
  /// Whether a caller's statement that may write was run since this was last set to false.
  var mayHaveWritten = false
  private let role: Role
  private let handle: OpaquePointer
  private var cache: StatementCache
  /// The connection's own statements (BEGIN, SAVEPOINT, …), never evicted.
  private var controls: [Control: SQLiteStatement] = [:]
  /// Pages in the write-ahead log after the last commit; written by SQLite's hook.
  private let walPages: UnsafeMutablePointer<Int32>

  /// Statements that steer a transaction.
  enum Control: String {
    case beginRead = "BEGIN DEFERRED"
    case beginWrite = "BEGIN IMMEDIATE"
    case commit = "COMMIT"
    case rollback = "ROLLBACK"
    case savepoint = "SAVEPOINT one_write"
    case releaseSavepoint = "RELEASE one_write"
    case rollbackToSavepoint = "ROLLBACK TO one_write"
  }

  /// Done once, before the first connection.
  private static let isLibraryConfigured = csqlite_forgo_memory_statistics() == SQLITE_OK

  /// Opens a connection and sets it up; see the members of `SQLiteConfiguration` for what is set.
  ///
  /// - Throws: ``DatabaseError``, also when a setting does not read back as it was set.
  init(path: String, role: Role, configuration: SQLiteConfiguration) throws(DatabaseError) {
    _ = Self.isLibraryConfigured
    var handle: OpaquePointer?
    let access = role == .writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
    let result = sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard result == SQLITE_OK, let handle else {
      let error = SQLiteResult.error(result, on: handle, path: path)
      sqlite3_close_v2(handle)
      throw error
    }
    self.path = path
    self.role = role
    self.handle = handle
    self.cache = StatementCache(capacity: configuration.statementCacheCapacity)
    self.walPages = .allocate(capacity: 1)
    self.walPages.initialize(to: 0)
    try setUp(configuration)
  }

  deinit {
    controls.removeAll()
    cache.removeAll()
    // v2: should a statement still be alive, SQLite waits for it.
    sqlite3_close_v2(handle)
    walPages.deallocate()
  }

  /// Whether a transaction is open. SQLite ends one by itself after some errors.
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Pages in the write-ahead log after the last commit.
  var walPageCount: Int { Int(walPages.pointee) }

  /// Statements in the cache.
  var cachedStatementCount: Int { cache.count }

  /// Whether the cache holds a statement of this text.
  func isCached(_ sql: String) -> Bool { cache.contains(sql) }

  /// Whether foreign keys that are checked at commit are violated now.
  var hasDeferredViolations: Bool {
    var current: Int32 = 0
    var highest: Int32 = 0
    sqlite3_db_status(handle, SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0)
    return current != 0
  }

  /// Runs one of the connection's own statements.
  func run(_ control: Control) throws(DatabaseError) {
    let statement: SQLiteStatement
    if let known = controls[control] {
      statement = known
    } else {
      statement = try SQLiteStatement(control.rawValue, on: handle, path: path)
      controls[control] = statement
    }
    defer { statement.reset() }
    _ = try statement.step()
  }

  /// Runs a caller's statement and hands over each row until `body` returns false.
  ///
  /// - Returns: The number of rows inserted, changed or deleted.
  func run(
    _ sql: String,
    _ arguments: [DatabaseValue],
    _ rows: WantedRows = .all,
    _ body: (any Row) throws -> Bool
  ) throws -> Int {
    let before = sqlite3_total_changes64(handle)
    let statement: SQLiteStatement
    if let held = cache.take(sql) {
      // The cache holds what `prepared` has made, and nothing else.
      statement = unsafeDowncast(held, to: SQLiteStatement.self)
    } else {
      statement = try prepared(sql)
    }
    defer {
      statement.reset()
      statement.isInUse = false
    }
    if !statement.isReadOnly { mayHaveWritten = true }
    try statement.bind(arguments)
    let row = SQLiteRow(statement: statement)
    while try statement.step() {
      let isWanted = try body(row)
      try statement.checkReading()
      if !isWanted { break }
    }
    // Statements that change nothing (CREATE TABLE) leave SQLite's own count as it was.
    return sqlite3_total_changes64(handle) == before ? 0 : Int(sqlite3_changes64(handle))
  }

  /// A statement that is not in the cache, as far as that has room for it.
  private func prepared(_ sql: String) throws(DatabaseError) -> SQLiteStatement {
    try StatementText.check(sql)
    let made = try SQLiteStatement(sql, on: handle, path: path)
    if role == .reader, !made.isReadOnly {
      throw DatabaseError(.misuse, message: "a statement that writes was given to a read; use write", sql: sql)
    }
    cache.keep(made)
    return made
  }

  /// Runs every statement of a script: pragmas and migrations, never a caller's text.
  func runScript(_ sql: String) throws(DatabaseError) {
    let result = sqlite3_exec(handle, sql, nil, nil, nil)
    guard result == SQLITE_OK else { throw SQLiteResult.error(result, on: handle, path: path, sql: sql) }
  }

  /// Moves the write-ahead log's pages into the database file.
  ///
  /// - Parameter waitingMilliseconds: 0 = do what is possible at once; otherwise wait that long for readers, so that
  ///   the log starts anew.
  func checkpoint(waitingMilliseconds: Int32, busyTimeoutMilliseconds: Int32) throws(DatabaseError) {
    let mode = waitingMilliseconds > 0 ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE
    sqlite3_busy_timeout(handle, waitingMilliseconds)
    let result = sqlite3_wal_checkpoint_v2(handle, nil, mode, nil, nil)
    sqlite3_busy_timeout(handle, busyTimeoutMilliseconds)
    // Busy: a reader still needs the log; the next round gets further.
    if result != SQLITE_OK, result & 0xFF != SQLITE_BUSY {
      throw SQLiteResult.error(result, on: handle, path: path)
    }
  }

  /// Writes the whole database anew, so that nothing deleted is left in its free space.
  func writeAnew() throws(DatabaseError) {
    // In memory, the copy that is made on the way would take as much of it as the file has.
    try runScript("PRAGMA temp_store = FILE")
    defer { try? runScript("PRAGMA temp_store = MEMORY") }
    try runScript("VACUUM")
  }

  /// Moves the write-ahead log's pages into the database file and cuts the log to nothing.
  ///
  /// - Throws: ``DatabaseError``: `busy` when a reader still needs the log after the wait.
  func emptyLog(waitingMilliseconds: Int32, busyTimeoutMilliseconds: Int32) throws(DatabaseError) {
    sqlite3_busy_timeout(handle, waitingMilliseconds)
    defer { sqlite3_busy_timeout(handle, busyTimeoutMilliseconds) }
    let result = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
    guard result == SQLITE_OK else { throw SQLiteResult.error(result, on: handle, path: path) }
  }

  /// A copy of the whole database into another connection's, not yet begun; nil when that connection has an error.
  func makeBackup(into target: OpaquePointer) -> OpaquePointer? {
    sqlite3_backup_init(target, "main", handle, "main")
  }

  /// Leaves the write-ahead log as it is when the connection is closed.
  func keepLogOnClose() {
    csqlite_configure(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
  }

  private func setUp(_ configuration: SQLiteConfiguration) throws(DatabaseError) {
    sqlite3_busy_timeout(handle, configuration.busyTimeoutMilliseconds)
    // Double quotes are for identifiers only, as on PostgreSQL; a mistyped column must not become a string.
    csqlite_configure(handle, SQLITE_DBCONFIG_DQS_DML, 0)
    csqlite_configure(handle, SQLITE_DBCONFIG_DQS_DDL, 0)
    csqlite_configure(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
    csqlite_configure(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    if role == .writer {
      if sqlite3_db_readonly(handle, "main") == 1 {
        let message = "\(path) cannot be written to; check its owner, mode and file system"
        throw DatabaseError(.readOnly, message: message)
      }
      try set("journal_mode", "WAL", readsBack: "wal")
      try set("synchronous", "FULL", readsBack: "2")
      try set("foreign_keys", "ON", readsBack: "1")
      try runScript("PRAGMA journal_size_limit = \(configuration.walLimitPages * 4096)")
      if let limit = configuration.fileLimitPages { try runScript("PRAGMA max_page_count = \(limit)") }
      let count: @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, Int32) -> Int32 = {
        context,
        _,
        _,
        pages in
        context?.assumingMemoryBound(to: Int32.self).pointee = pages
        return SQLITE_OK
      }
      // The hook also switches SQLite's own checkpoint off: it would delay the commit's answer.
      _ = sqlite3_wal_hook(handle, count, walPages)
    } else {
      try set("query_only", "ON", readsBack: "1")
    }
    try runScript("PRAGMA temp_store = MEMORY")
    try runScript("PRAGMA cache_size = -\(max(64, configuration.cacheKibibytes))")
  }

  /// Sets a pragma and reads it back: a promise rests on it.
  private func set(_ name: String, _ value: String, readsBack expected: String) throws(DatabaseError) {
    try runScript("PRAGMA \(name) = \(value)")
    let found = try pragma(name)
    guard found == expected else {
      throw DatabaseError(.other, message: "\(path): \(name) reads \(found), not \(expected)", sql: "PRAGMA \(name)")
    }
  }

  /// A pragma's value as text.
  func pragma(_ name: String) throws(DatabaseError) -> String {
    let statement = try SQLiteStatement("PRAGMA \(name)", on: handle, path: path)
    return try statement.step() ? statement.convertedText(0) : ""
  }
}
