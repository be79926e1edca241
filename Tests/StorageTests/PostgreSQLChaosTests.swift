import Foundation
import PostgreSQLTestServer
import Storage
import StoragePostgreSQL
import StorageTestSupport
import Synchronization
import Testing

/// Goal: an answer is the truth, whenever connections die. Method: two databases on one server, as two processes have
/// them, and many writers; after every few answers a random one of the server's processes is killed.
@Suite struct PostgreSQLChaosTests {
  /// What became of the writes, by their numbers.
  private struct Outcomes {
    var done: Set<Int64> = []
    var refused: Set<Int64> = []
    var unknown: Set<Int64> = []
    var surprises: [String] = []

    var count: Int { done.count + refused.count + unknown.count }
  }

  /// The same, written by many tasks.
  private final class Book: Sendable {
    private let state = Mutex(Outcomes())

    var outcomes: Outcomes { state.withLock { $0 } }

    func note(_ value: Int64, _ error: DatabaseError?, mayFail: Bool) {
      state.withLock { outcomes in
        switch error?.code {
        case nil: outcomes.done.insert(value)
        case .constraint where mayFail: outcomes.refused.insert(value)
        case .outcomeUnknown: outcomes.unknown.insert(value)
        default: outcomes.surprises.append(error.map { "\($0)" } ?? "")
        }
      }
    }
  }

  /// Kills a random process that serves us: as an operator does, after its statement, or bluntly, in the middle of it,
  /// after which the server ends all and starts again by itself.
  private static func killOne(of server: TestServer, bluntly: Bool) throws {
    let ours = "FROM pg_stat_activity WHERE application_name LIKE 'ocop%'"
    if bluntly {
      // While the server starts again, it answers nobody.
      let found = try? server.run("SELECT pid \(ours) ORDER BY application_name LIKE '%writer' DESC, random() LIMIT 1")
      if let process = found?.first.flatMap(Int32.init) { kill(process, SIGKILL) }
    } else {
      _ = try? server.run("SELECT pg_terminate_backend(pid, 10000) \(ours) ORDER BY random() LIMIT 2")
    }
  }

  @Test(
    "while connections are killed, what was answered is there once, and what was refused is not",
    .timeLimit(.minutes(2))
  )
  func killedConnections() async throws {
    // A commit takes its time, so that it is met in the middle.
    let server = try TestServer(settings: ["commit_delay=2000", "commit_siblings=0"])
    var configuration = PostgreSQLConfiguration()
    configuration.reconnectPauseMinMilliseconds = 1
    configuration.reconnectPauseMaxMilliseconds = 5
    let limits = configuration
    let databases = try (0..<2).map { _ in
      try PostgreSQLDatabase.open(server.location(), migrations: numbersSchema, configuration: limits)
    }
    let book = Book()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<16 as Range<Int64> {
        group.addTask {
          for index in 0..<60 as Range<Int64> {
            let value = writer * 1_000 + index
            // Every third one fails by itself, after it has changed something.
            let fails = index % 3 == 2
            var error: DatabaseError?
            // Tried again as a caller would: had the first attempt an effect after all, its number is taken.
            repeat {
              error = await databaseError {
                try await databases[Int(writer % 2)].write { transaction in
                  try transaction.insertNumber(value)
                  if fails { try transaction.execute("INSERT INTO number (value, name) VALUES (?1, NULL)", [-1]) }
                }
              }
            } while error?.code == .unavailable
            book.note(value, error, mayFail: fails)
          }
        }
      }
      group.addTask {
        for kill in 1...30 {
          while book.outcomes.count < kill * 30 { await Task.yield() }
          try Self.killOne(of: server, bluntly: kill % 3 == 0)
        }
      }
      try await group.waitForAll()
    }
    // Writes are answered again, so the server serves.
    for (index, database) in databases.enumerated() {
      while await code({ try await database.write { try $0.insertNumber(100_000 + Int64(index)) } }) == .unavailable {
        await Task.yield()
      }
    }
    let found = try server.run("SELECT value FROM number WHERE value < 100000").compactMap(Int64.init)
    let outcomes = book.outcomes
    #expect(outcomes.surprises == [])
    #expect(outcomes.count == 960)
    #expect(outcomes.done.count > 400)
    #expect(outcomes.done.subtracting(found) == [])
    #expect(outcomes.refused.intersection(found) == [])
    #expect(Set(found).subtracting(outcomes.done).subtracting(outcomes.unknown) == [])
    for database in databases { await database.close() }
  }
}
