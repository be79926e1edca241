import Storage
import StorageEngine

/// Brings a database's schema up to date.
struct SchemaMigrator {
  let connection: SQLiteConnection

  /// Applies the steps that are missing, each in a transaction of its own.
  ///
  /// - Throws: ``DatabaseError/Code/schemaTooNew`` when the file has a step that the program does not know;
  ///   ``DatabaseError/Code/misuse`` when the list is not in order or differs from what was applied; what a step
  ///   throws.
  func migrate(_ migrations: [Migration]) throws {
    try MigrationList.check(migrations)
    try connection.runScript(
      """
      CREATE TABLE IF NOT EXISTS schema_migration (
        version INTEGER PRIMARY KEY,
        name TEXT NOT NULL
      )
      """
    )
    var applied: [Int: String] = [:]
    _ = try connection.run("SELECT version, name FROM schema_migration ORDER BY version", []) { row in
      applied[Int(row.integer(0))] = row.text(1)
      return true
    }
    try MigrationList.check(migrations, against: applied, place: connection.path)
    for migration in migrations where applied[migration.version] == nil { try apply(migration) }
  }

  private func apply(_ migration: Migration) throws {
    try connection.run(.beginWrite)
    do {
      try connection.runScript(migration.makeSQL())
      try connection.runScript(migration.sqlOnSQLite)
      let insert = "INSERT INTO schema_migration (version, name) VALUES (?1, ?2)"
      _ = try connection.run(insert, [.integer(Int64(migration.version)), .text(migration.name)]) { _ in true }
      try connection.run(.commit)
    } catch {
      if connection.isInTransaction { try? connection.run(.rollback) }
      throw error
    }
  }
}
