import Storage

/// Brings a database's schema up to date.
struct SchemaMigrator {
  let connection: SQLiteConnection

  /// Applies the steps that are missing, each in a transaction of its own.
  ///
  /// - Throws: ``DatabaseError/Code/schemaTooNew`` when the file has a step that the program does not know;
  ///   ``DatabaseError/Code/misuse`` when the list is not in order or differs from what was applied; what a step
  ///   throws.
  func migrate(_ migrations: [Migration]) throws {
    try Self.check(migrations)
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
    let known = migrations.last?.version ?? 0
    if let newest = applied.keys.max(), newest > known {
      let message =
        "\(connection.path) has schema version \(newest), this program knows \(known); run the newer program"
      throw DatabaseError(.schemaTooNew, message: message)
    }
    for migration in migrations {
      if let name = applied[migration.version] {
        guard name == migration.name else {
          let message =
            "\(connection.path): schema version \(migration.version) is \"\(name)\" in the file and "
            + "\"\(migration.name)\" in the program; the file belongs to another service or program"
          throw DatabaseError(.misuse, message: message)
        }
      } else {
        try apply(migration)
      }
    }
  }

  private func apply(_ migration: Migration) throws {
    try connection.run(.beginWrite)
    do {
      try connection.runScript(migration.makeSQL())
      let insert = "INSERT INTO schema_migration (version, name) VALUES (?1, ?2)"
      _ = try connection.run(insert, [.integer(Int64(migration.version)), .text(migration.name)]) { _ in true }
      try connection.run(.commit)
    } catch {
      if connection.isInTransaction { try? connection.run(.rollback) }
      throw error
    }
  }

  private static func check(_ migrations: [Migration]) throws(DatabaseError) {
    var last = 0
    for migration in migrations {
      guard migration.version > last else {
        let message = "migration \(migration.version) \"\(migration.name)\" comes after \(last); versions must increase"
        throw DatabaseError(.misuse, message: message)
      }
      last = migration.version
    }
  }
}
