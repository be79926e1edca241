import Audit
import Feed
import Messages
import Storage
import StoragePostgreSQL
import StorageSQLite

/// Backup, restore and new epochs: what is done to a service's storage from the command line.
struct StorageMaintenance {
  let program: String
  let location: StorageLocation
  let migrations: [Migration]
  /// Takes each line that is said.
  let output: @Sendable (String) -> Void

  /// Does what was asked for.
  ///
  /// - Throws: `StartupFailure` or `DatabaseError` that says what to do; the database is then as it was.
  func run(_ command: StorageCommand) async throws {
    switch (command, location) {
    // Nothing of the storage alone: `ServiceMain` has the application do it.
    case (.rebuild, _): break
    case (.backup(let file), .sqlite(let path)): try await backUp(path, to: file)
    case (.restore(let file, let replacing), .sqlite(let path)):
      try await restore(file, to: path, replacing: replacing)
    case (.newEpoch, .sqlite(let path)):
      guard SQLiteFile.exists(path) else {
        throw StartupFailure("there is no database \(path); --storage names another")
      }
      try await beginNewEpoch(try SQLiteDatabase.open(path: path, migrations: migrations))
    case (.newEpoch, .postgresql(let location)):
      try await beginNewEpoch(try PostgreSQLDatabase.open(location, migrations: migrations))
    case (.backup, .postgresql):
      throw StartupFailure(
        "a database on PostgreSQL is backed up by pg_dump, or by its own continuous archiving (deploy/RUNBOOK.md)"
      )
    case (.restore, .postgresql):
      throw StartupFailure(
        "a database on PostgreSQL is restored by pg_restore; then \"\(program) new-epoch\" tells those who follow it "
          + "(deploy/RUNBOOK.md)"
      )
    }
  }

  // MARK: SQLite

  private func backUp(_ path: String, to file: String) async throws {
    guard SQLiteFile.exists(path) else {
      throw StartupFailure("there is no database \(path) to back up; --storage names another")
    }
    guard !SQLiteFile.exists(file) else {
      throw StartupFailure("\(file) is there already; name a new file, so that no backup is lost")
    }
    let partial = file + ".partial"
    // Left by an attempt that was killed.
    SQLiteFile.remove(partial)
    defer { SQLiteFile.remove(partial) }
    output("copying \(path)")
    try SQLiteFile.copy(from: path, to: partial, report: Self.percentages(output))
    output("proving the copy")
    let contents = try await withDatabase(partial) { try await prove($0) }
    try SQLiteFile.publish(partial, as: file)
    output("backup \(file): \(contents)")
  }

  private func restore(_ file: String, to path: String, replacing: Bool) async throws {
    guard SQLiteFile.exists(file) else { throw StartupFailure("there is no backup \(file); name the file to restore") }
    if SQLiteFile.exists(path), !replacing {
      throw StartupFailure(
        "there is a database \(path) already; with --replace it is moved aside, and the backup takes its place"
      )
    }
    try StorageFolder.make(forFile: path)
    let partial = path + ".restoring"
    SQLiteFile.remove(partial)
    defer { SQLiteFile.remove(partial) }
    output("copying \(file)")
    try SQLiteFile.copy(from: file, to: partial, report: Self.percentages(output))
    output("proving the copy")
    let contents = try await withDatabase(partial) { database in
      let contents = try await prove(database)
      if hasChangeLog { _ = try await database.write { try ChangeLog.beginNewEpoch(in: $0) } }
      return contents
    }
    let oldPath = SQLiteFile.exists(path) ? Self.freeName(path + ".replaced") : nil
    try SQLiteFile.install(partial, at: path, movingOldTo: oldPath)
    if let oldPath { output("the database that was there is now \(oldPath)") }
    output("restored \(path): \(contents)")
    if hasChangeLog { output("its change log has a new epoch: services that follow it build their copies anew") }
  }

  private func beginNewEpoch(_ database: any Database) async throws {
    guard hasChangeLog else { throw StartupFailure("\(program) keeps no change log, so it has no epoch") }
    let epoch = try await closing(database) { try await $0.write { try ChangeLog.beginNewEpoch(in: $0) } }
    output("new epoch \(epoch): services that follow this one build their copies anew")
  }

  private func withDatabase<T: Sendable>(_ path: String, _ body: (any Database) async throws -> T) async throws -> T {
    try await closing(try SQLiteDatabase.open(path: path, migrations: migrations), body)
  }

  private func closing<T: Sendable>(
    _ database: any Database,
    _ body: (any Database) async throws -> T
  ) async throws -> T {
    do {
      let result = try await body(database)
      await database.close()
      return result
    } catch {
      await database.close()
      throw error
    }
  }

  /// Proves a database: SQLite's own check of every page, and the chains of the change log and the audit log.
  ///
  /// - Returns: What is in it, for people.
  private func prove(_ database: any Database) async throws -> String {
    let problems = try await database.read {
      try $0.query("SELECT integrity_check FROM pragma_integrity_check") { $0.text(0) }
    }
    guard problems == ["ok"] else {
      throw StartupFailure("the copy is damaged: \(problems.prefix(3).joined(separator: "; ")); the source is, too")
    }
    guard hasChangeLog else { return "every page is sound" }
    let verdict = try await ChangeLogVerification(database: database).verdict()
    guard verdict.faultyRevision == 0 else {
      throw StartupFailure("its change log is not whole at revision \(verdict.faultyRevision): \(verdict.fault)")
    }
    guard hasAuditLog else {
      return "revision \(verdict.revision), \(verdict.eventCount) events proved, every page is sound"
    }
    let audit = try await AuditVerification(database: database).verdict()
    guard audit.faultySequence == 0 else {
      throw StartupFailure("its audit log is not whole at entry \(audit.faultySequence): \(audit.fault)")
    }
    return "revision \(verdict.revision), \(verdict.eventCount) events proved, every page is sound, "
      + "\(audit.entryCount) entries of the audit log proved"
  }

  private var hasChangeLog: Bool {
    migrations.contains { $0.name == ChangeLog.migration(version: $0.version).name }
  }

  private var hasAuditLog: Bool {
    migrations.contains { $0.name == AuditLog.migration(version: $0.version).name }
  }

  private static func percentages(_ output: @escaping (String) -> Void) -> (Double) -> Void {
    var said = 0
    return { share in
      let tenth = Int(share * 10)
      guard tenth > said, tenth < 10 else { return }
      said = tenth
      output("  \(tenth * 10) %")
    }
  }

  private static func freeName(_ path: String) -> String {
    var number = 1
    while SQLiteFile.exists("\(path)-\(number)") { number += 1 }
    return "\(path)-\(number)"
  }
}
