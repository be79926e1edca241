import Storage
import StorageEngine

/// Brings a database's schema up to date, one process at a time.
struct PostgreSQLMigrator {
  let connection: PostgreSQLConnection
  /// How long one step may take.
  let limit: Duration

  /// Applies the steps that are missing, each in a transaction of its own, and makes the row that writers lock.
  ///
  /// - Throws: ``DatabaseError/Code/schemaTooNew`` when the database has a step that the program does not know;
  ///   ``DatabaseError/Code/misuse`` when the list is not in order or differs from what was applied;
  ///   ``DatabaseError/Code/busy`` when another process is at it for too long; what a step throws.
  func migrate(_ migrations: [Migration]) throws(DatabaseError) {
    try MigrationList.check(migrations)
    try alone { () throws(DatabaseError) in
      try run("CREATE TABLE IF NOT EXISTS schema_migration (version BIGINT PRIMARY KEY, name TEXT NOT NULL)")
      try run("CREATE TABLE IF NOT EXISTS database_writer (id BIGINT PRIMARY KEY CHECK (id = 1))")
      try run("INSERT INTO database_writer (id) VALUES (1) ON CONFLICT (id) DO NOTHING")
      try MigrationList.check(migrations, against: try applied(), place: connection.place)
    }
    for migration in migrations {
      try alone { () throws(DatabaseError) in
        // Another process may have applied it meanwhile, or a newer program even more.
        let applied = try applied()
        try MigrationList.check(migrations, against: applied, place: connection.place)
        if applied[migration.version] == nil { try apply(migration) }
      }
    }
    let deferrable = try connection.ask(
      """
      SELECT 1 FROM pg_catalog.pg_constraint WHERE condeferrable AND connamespace = \
      (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema()) LIMIT 1
      """,
      within: limit
    )
    connection.hasDeferrableConstraints = !deferrable.isEmpty
  }

  private func apply(_ migration: Migration) throws(DatabaseError) {
    for text in [migration.makeSQL(), migration.sqlOnPostgreSQL] {
      for statement in try StatementTranslation.statements(of: text) { try run(statement) }
    }
    let name = migration.name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
    try run("INSERT INTO schema_migration (version, name) VALUES (\(migration.version), '\(name)')")
  }

  private func applied() throws(DatabaseError) -> [Int: String] {
    let rows = try connection.ask("SELECT version, name FROM schema_migration", within: limit)
    return Dictionary(rows.map { (Int($0[0]) ?? 0, $0[1]) }) { first, _ in first }
  }

  /// Runs `body` in a transaction, while no other process migrates this schema.
  private func alone(_ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
    connection.queue(.beginWrite)
    do throws(DatabaseError) {
      // "ocop" as a number, and the schema.
      try run("SELECT 1 FROM pg_advisory_xact_lock(1868787568, hashtext(current_schema()))")
      try body()
      connection.queue(.commit)
      try connection.exchange()
    } catch {
      connection.queue(.rollback)
      try? connection.exchange()
      throw error
    }
  }

  private func run(_ sql: String) throws(DatabaseError) {
    _ = try connection.ask(sql, within: limit)
  }
}
