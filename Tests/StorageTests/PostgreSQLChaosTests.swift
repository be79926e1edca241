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

    func note(_ value: Int64, _ error: DatabaseError?) {
      state.withLock { outcomes in
        switch error?.code {
        case nil: outcomes.done.insert(value)
        case .unavailable, .constraint: outcomes.refused.insert(value)
        case .outcomeUnknown: outcomes.unknown.insert(value)
        default: outcomes.surprises.append(error.map { "\($0)" } ?? "")
        }
      }
    }
  }

  @Test(
    "while connections are killed, what was answered is there once, and what was refused is not",
    .timeLimit(.minutes(2))
  )
  func killedConnections() async throws {
    let server = try TestServer()
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
            let error = await databaseError {
              try await databases[Int(writer % 2)].write { transaction in
                try transaction.insertNumber(value)
                if index % 3 == 2 {
                  try transaction.execute("INSERT INTO number (value, name) VALUES (?1, NULL)", [-1])
                }
              }
            }
            book.note(value, error)
          }
        }
      }
      group.addTask {
        for kill in 1...30 {
          while book.outcomes.count < kill * 30 { await Task.yield() }
          try server.run(
            """
            SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name LIKE 'ocop%'
            ORDER BY random() LIMIT 2
            """
          )
        }
      }
      try await group.waitForAll()
    }
    let found = try server.run("SELECT value FROM number").compactMap(Int64.init)
    let outcomes = book.outcomes
    #expect(outcomes.surprises == [])
    #expect(outcomes.count == 960)
    #expect(outcomes.done.count > 100)
    #expect(outcomes.done.subtracting(found) == [])
    #expect(outcomes.refused.intersection(found) == [])
    #expect(Set(found).subtracting(outcomes.done).subtracting(outcomes.unknown) == [])
    for database in databases { await database.close() }
  }
}
