import Feed
import Messages
import RPC
import Storage
import StorageTestSupport
import Testing

/// Goal: all or nothing, and each operation once. Method: an import that writes a table `name` beside the log; a name
/// that is "bad" is a violation.
@Suite struct RecordImporterTests {
  private let database: any Database
  private let importer: RecordImporter

  init() throws {
    let table = Migration(
      version: 3,
      name: "names",
      sql: "CREATE TABLE name (name TEXT PRIMARY KEY, revision INTEGER);"
    )
    database = try StorageUnderTest.temporary(migrations: sourceSchema + [table])
    importer = RecordImporter(database: database, publisher: FeedPublisher(database: database))
  }

  private func run(_ operationID: String, _ names: [String], dryRun: Bool = false) async throws
    -> CommonV1.ImportSummary
  {
    let digest = SHA256.digest(ofMessages: names.map { producer($0) })
    return try await importer.run(operationID: operationID, requestDigest: digest, dryRun: dryRun) {
      transaction,
      records in
      for (index, name) in names.enumerated() {
        if name == "bad" {
          records.addViolation(record: index, field: "name", reason: "bad_name", description: "\(name) is bad")
        } else if try transaction.exists("SELECT 1 FROM name WHERE name = ?1", [.text(name)]) {
          records.noteUnchanged()
        } else {
          let revision = try records.noteCreated(producer(name), subject: "producer/\(name)")
          let insert = "INSERT INTO name (name, revision) VALUES (?1, ?2)"
          try transaction.execute(insert, [.text(name), .integer(Int64(revision))])
        }
      }
    }
  }

  private func storedRevisions() async throws -> [String: Int64] {
    let rows = try await database.read {
      try $0.query("SELECT name, revision FROM name") { ($0.text(0), $0.integer(1)) }
    }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  @Test("an import stores its records with their events' revisions and counts what it did")
  func applied() async throws {
    let first = try await run("a", ["x", "y"])
    #expect(first.applied)
    #expect((first.revision, first.created, first.updated, first.unchanged) == (2, 2, 0, 0))
    let second = try await run("b", ["y", "z"])
    #expect((second.revision, second.created, second.updated, second.unchanged) == (3, 1, 0, 1))
    #expect(try await storedRevisions() == ["x": 1, "y": 2, "z": 3])
    let events = try await database.read { try ChangeLog.events(after: 0, limit: 10, in: $0) }
    #expect(events.map(\.operationID) == ["a", "a", "b"])
  }

  @Test("one bad record and nothing is stored; the same operation id then takes the corrected records")
  func violation() async throws {
    let refused = try await run("a", ["x", "bad", "y", "bad"])
    #expect(!refused.applied)
    #expect(refused.revision == 0)
    #expect(refused.violationCount == 2)
    #expect(refused.violations.map(\.recordIndex) == [1, 3])
    #expect(refused.violations.first?.reason == "bad_name")
    #expect(try await storedRevisions() == [:])
    #expect(try await database.head().revision == 0)
    #expect(try await run("a", ["x", "y"]).applied)
  }

  @Test("a thousand violations are listed, all are counted")
  func manyViolations() async throws {
    let refused = try await run("a", [String](repeating: "bad", count: 1_500))
    #expect(refused.violations.count == 1_000)
    #expect(refused.violationCount == 1_500)
  }

  @Test("a dry run tells what would be done, and does nothing")
  func dryRun() async throws {
    _ = try await run("a", ["x"])
    let checked = try await run("b", ["x", "y"], dryRun: true)
    #expect(!checked.applied)
    #expect((checked.revision, checked.created, checked.unchanged, checked.violationCount) == (1, 1, 1, 0))
    #expect(try await storedRevisions() == ["x": 1])
    #expect(try await run("b", ["other"]).applied)
  }

  @Test("a repeated operation gets its first answer, though the store has gone on, and changes nothing")
  func replay() async throws {
    let first = try await run("a", ["x"])
    _ = try await run("b", ["y"])
    #expect(try await run("a", ["x"]) == first)
    #expect(try await database.head().revision == 2)
  }

  @Test("20 callers of the same operation at once: one effect, one answer")
  func concurrentReplay() async throws {
    let answers = try await withThrowingTaskGroup(of: CommonV1.ImportSummary.self) { group in
      for _ in 0..<20 { group.addTask { try await run("a", ["x", "y", "z"]) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(answers).count == 1)
    #expect(try await database.head().revision == 3)
  }

  @Test("an operation id with other records is refused")
  func conflict() async throws {
    _ = try await run("a", ["x"])
    let error = await #expect(throws: RPCError.self) { try await run("a", ["y"]) }
    #expect(error?.code == .alreadyExists)
    #expect(try await storedRevisions() == ["x": 1])
  }

  @Test("an operation id must be 1 to 128 bytes without control characters", arguments: ["", "a\nb", "a\0"])
  func badOperationID(operationID: String) async throws {
    let error = await #expect(throws: RPCError.self) { try await run(operationID, ["x"]) }
    #expect(error?.code == .invalidArgument)
    #expect(try await run(String(repeating: "a", count: 128), ["x"]).applied)
    await #expect(throws: RPCError.self) { try await run(String(repeating: "a", count: 129), ["x"]) }
  }

  @Test("a failure of the store while staging is a status, and nothing is stored")
  func storeFailure() async throws {
    let error = await #expect(throws: RPCError.self) {
      try await importer.run(operationID: "a", requestDigest: [], dryRun: false) { transaction, records in
        try records.noteCreated(producer("x"), subject: "producer/x")
        try transaction.execute("INSERT INTO name (name, revision) VALUES (?1, 1)", ["nul\0"])
      }
    }
    #expect(error?.code == .invalidArgument)
    #expect(try await database.head().revision == 0)
  }
}
