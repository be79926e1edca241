import Foundation
import Testing

// Goal: what an operator does at night works as the help says: back up while serving, restore, prove. Method: the
// built programs on Unix sockets, and the committed sample.
@Suite("Backup, restore and proof, end to end", .serialized, .timeLimit(.minutes(5)))
struct BackupTests {
  private let sample = Program.repository.appending(path: "deploy/sample").path

  private func registry(_ installation: Installation, _ arguments: String...) async throws -> Program.Outcome {
    try await Program.run("ocop-registry", arguments + ["--storage", installation.storage(of: .registry)])
  }

  private func importing(_ names: [String], _ installation: Installation) async throws {
    let file = installation.folder.appending(path: "producers.csv")
    let rows = names.map { "\($0),Hộ \($0),household,06463,2021-01-01,,,\n" }.joined()
    try ("producer_id,name,type,unit_code,registered_on,ended_on,registration_number,merged_into_producer_id\n" + rows)
      .write(
        to: file,
        atomically: true,
        encoding: .utf8
      )
    let outcome = try await installation.ocop("import", file.path)
    try #require(outcome.exitCode == 0, "\(outcome)")
  }

  /// Runs `ocop verify` until its followers have caught up with their sources.
  private func verified(_ installation: Installation) async throws -> Program.Outcome {
    while true {
      let outcome = try await installation.ocop("verify")
      if outcome.exitCode != 0 || !outcome.output.contains("unproved") { return outcome }
      try Task.checkCancellation()
      await Task.yield()
    }
  }

  @Test(
    "a backup made while the services run is restored, and every service that follows builds its copy anew",
    .enabled(if: !Installation.isOnPostgreSQL, "PostgreSQL has its own backups")
  )
  func backupAndRestore() async throws {
    let installation = try await Installation()
    try #require(try await installation.ocop("import", sample).exitCode == 0)
    let backup = installation.folder.appending(path: "registry.backup").path
    let made = try await registry(installation, "backup", backup)
    #expect(made.exitCode == 0, "\(made)")
    #expect(made.output.contains("events proved, every page is sound"))
    // What comes after the backup is lost by the restore, and must be lost everywhere.
    try await importing(["H-900", "H-901"], installation)
    #expect(try await verified(installation).exitCode == 0)

    // The running service holds its database: nothing is put in its place.
    let refused = try await registry(installation, "restore", backup, "--replace")
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains("in use by process"), "\(refused)")

    _ = await installation.stop(.registry)
    let cautious = try await registry(installation, "restore", backup)
    #expect(cautious.exitCode == 1)
    #expect(cautious.errors.contains("--replace"), "\(cautious)")
    let restored = try await registry(installation, "restore", backup, "--replace")
    #expect(restored.exitCode == 0, "\(restored)")
    #expect(FileManager.default.fileExists(atPath: "\(installation.folder.path)/registry.db.replaced-1"))

    try await installation.start(.registry)
    let proof = try await verified(installation)
    #expect(proof.exitCode == 0, "\(proof)")
    #expect(proof.output.contains("reporting's copy of registry  proved"), "\(proof)")
    #expect(try await installation.ocop("show", "producer", "H-900").exitCode == 1)
    let arguments = ["report", "progress", "--as-of", "2021-11-05", "--geo", "2021", "--json", "--wait"]
    let report = try ProgressReport(json: try await installation.ocop(arguments).output)
    #expect(report.row()?.figures["products_recognised"] == "61")
  }

  @Test(
    "an altered log is found by ocop verify, by a backup, and by whoever follows it",
    .enabled(if: !Installation.isOnPostgreSQL, "the log is altered in its file")
  )
  func tampering() async throws {
    let installation = try await Installation(startingInOrder: [.registry, .gateway])
    try #require(try await installation.ocop("import", "\(sample)/administrative_units.csv").exitCode == 0)
    _ = await installation.stop(.registry)
    let database = "\(installation.folder.path)/registry.db"
    let python =
      "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); "
      + "c.execute(\"update change_log set operation_id='x' where revision=2\"); c.commit()"
    let altered = try await Program.run("/usr/bin/python3", ["-c", python, database])
    try #require(altered.exitCode == 0, "\(altered)")
    let backup = try await registry(installation, "backup", "\(database).backup")
    #expect(backup.exitCode == 1)
    #expect(backup.errors.contains("not whole at revision 2"), "\(backup)")
    #expect(!FileManager.default.fileExists(atPath: "\(database).backup"))
    #expect(!FileManager.default.fileExists(atPath: "\(database).backup.partial"))

    for service in [Installation.Service.registry, .listing, .reporting] { try await installation.start(service) }
    let proof = try await installation.ocop("verify")
    #expect(proof.exitCode == 1)
    #expect(proof.output.contains("event 2 was altered"), "\(proof)")
    let program = try #require(installation.program(of: .reporting))
    _ = try await program.line(with: "stopped following")
  }

  @Test("after a new epoch every service that follows builds its copy anew, on either engine")
  func newEpoch() async throws {
    let installation = try await Installation()
    try #require(try await installation.ocop("import", sample).exitCode == 0)
    #expect(try await verified(installation).exitCode == 0)
    _ = await installation.stop(.registry)
    let begun = try await registry(installation, "new-epoch")
    #expect(begun.exitCode == 0, "\(begun)")
    let epoch = try #require(begun.output.firstMatch(of: /new epoch ([0-9a-f]{32})/)?.1)
    try await installation.start(.registry)
    while true {
      let status = try await installation.ocop("status", "--json").output
      // The registry, and its two followers.
      if status.components(separatedBy: epoch).count >= 4 { break }
      try Task.checkCancellation()
      await Task.yield()
    }
    #expect(try await verified(installation).exitCode == 0)
    guard Installation.isOnPostgreSQL else { return }
    let backup = try await registry(installation, "backup", "\(installation.folder.path)/backup")
    #expect(backup.exitCode == 1)
    #expect(backup.errors.contains("pg_dump"), "\(backup)")
  }

  @Test("commands that cannot be done say what is wrong and what to do")
  func refusals() async throws {
    let folder = "/tmp/ocop-\(UInt32.random(in: 0...UInt32.max))"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let storage = ["--storage", "sqlite:\(folder)/registry.db"]
    func run(_ arguments: [String], _ exitCode: Int32, _ text: String) async throws {
      let outcome = try await Program.run("ocop-registry", arguments + storage)
      #expect(outcome.exitCode == exitCode, "\(arguments): \(outcome)")
      #expect(outcome.errors.contains(text), "\(arguments): \(outcome)")
    }
    try await run(["backup"], 2, "backup needs a file")
    try await run(["bakcup", "x"], 2, "unexpected argument \"bakcup\"")
    try await run(["backup", "\(folder)/b"], 1, "there is no database")
    try await run(["restore", "\(folder)/b"], 1, "there is no backup")
    try await run(["new-epoch"], 1, "there is no database")
    try await run(["restore", "/etc/hostname"], 1, "not an SQLite database")
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/registry.db"))
  }
}
