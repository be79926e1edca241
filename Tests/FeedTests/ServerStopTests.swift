import Messages
import PostgreSQLTestServer
import RPC
import Storage
import StoragePostgreSQL
import StorageTestSupport
import Synchronization
import Testing

@testable import Feed

/// Goal: an acknowledged import survives whatever becomes of the PostgreSQL server, once, and the log has no gap.
/// Method: four writers that repeat each operation until it is answered, and a server that is stopped as by a power
/// cut, or whose process for the writer is killed, again and again.
@Suite struct ServerStopTests {
  enum Fault: CaseIterable {
    /// The whole server, as by a power cut; it is started again.
    case immediateStop
    /// The process that serves the writer.
    case killedBackend
  }

  private static let table = Migration(
    version: 3,
    name: "names",
    sql: "CREATE TABLE name (name TEXT PRIMARY KEY, revision INTEGER NOT NULL);"
  )
  private static let writers = 4
  private static let faultCount = 20

  private static func importName(_ name: String, by importer: RecordImporter) async throws -> UInt64 {
    let record = producer(name)
    let digest = SHA256.digest(ofMessages: [record])
    return try await importer.run(operationID: name, requestDigest: digest, dryRun: false) { transaction, records in
      let revision = try records.noteCreated(record, subject: "producer/\(name)")
      let insert = "INSERT INTO name (name, revision) VALUES (?1, ?2)"
      try transaction.execute(insert, [.text(name), .integer(Int64(revision))])
    }.revision
  }

  /// Answers by operation.
  private final class Ledger: Sendable {
    private let state = Mutex<(answers: [String: UInt64], isOver: Bool)>(([:], false))

    var answers: [String: UInt64] { state.withLock { $0.answers } }
    var isOver: Bool { state.withLock { $0.isOver } }

    func note(_ name: String, _ revision: UInt64) { state.withLock { $0.answers[name] = revision } }
    func end() { state.withLock { $0.isOver = true } }
  }

  private static func write(_ writer: Int, _ ledger: Ledger, _ importer: RecordImporter) async throws {
    var number = 0
    while !ledger.isOver {
      number += 1
      let name = "\(writer)/\(number)"
      var revision: UInt64?
      while revision == nil {
        do {
          revision = try await importName(name, by: importer)
        } catch let error as RPCError where error.code == .unavailable {
          // Refused, or nobody knows: the same operation again tells.
          await Task.yield()
        }
      }
      ledger.note(name, revision ?? 0)
    }
  }

  private static func strike(_ fault: Fault, _ server: TestServer) throws {
    switch fault {
    case .immediateStop:
      try server.stopAtOnce()
      try server.start()
    case .killedBackend:
      let writers = "FROM pg_stat_activity WHERE application_name LIKE 'ocop%writer'"
      _ = try server.run("SELECT pg_terminate_backend(pid) \(writers)")
    }
  }

  @Test(
    "twenty stops of the server, or killed connections of the writer: nothing acknowledged is lost or doubled",
    .timeLimit(.minutes(5)),
    arguments: Fault.allCases
  )
  func stops(_ fault: Fault) async throws {
    let server = try TestServer()
    var configuration = PostgreSQLConfiguration()
    configuration.reconnectPauseMinMilliseconds = 1
    configuration.reconnectPauseMaxMilliseconds = 20
    let database = try PostgreSQLDatabase.open(
      server.location(),
      migrations: sourceSchema + [Self.table],
      configuration: configuration
    )
    let importer = RecordImporter(database: database, publisher: nil)
    let ledger = Ledger()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<Self.writers { group.addTask { try await Self.write(writer, ledger, importer) } }
      group.addTask {
        defer { ledger.end() }
        for number in 1...Self.faultCount {
          // In the middle of the writing, at a moment of the machine's choosing.
          while ledger.answers.count < number * 20 { await Task.yield() }
          try Self.strike(fault, server)
        }
      }
      try await group.waitForAll()
    }
    let events = try await Self.events(of: database)
    #expect(events.map(\.revision) == Array(1...UInt64(events.count)))
    let revisions = Dictionary(grouping: events, by: \.operationID).mapValues { $0.map(\.revision) }
    #expect(ledger.answers.count >= Self.faultCount * 20)
    for (name, revision) in ledger.answers { #expect(revisions[name] == [revision], "\(name)") }
    #expect(revisions.count == ledger.answers.count)
    var verifier = ChainVerifier(compactedRevision: 0)
    #expect(events.compactMap { verifier.fault(in: $0) } == [])
    await database.close()
  }

  /// The whole log. Each reader has a connection of its own, and finds out for itself that it was lost.
  private static func events(of database: any Database) async throws -> [CommonV1.ChangeEvent] {
    while true {
      do {
        return try await database.read { try ChangeLog.events(after: 0, limit: 1_000_000, in: $0) }
      } catch let error as DatabaseError where error.code == .unavailable {
        await Task.yield()
      }
    }
  }
}
