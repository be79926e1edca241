import Storage
import StoragePostgreSQL
import StorageSQLite

/// Durable single writes and point reads, as many as callers that wait for each get through.
///
/// Usage: storage-benchmark sqlite:PATH|postgresql://… [CALLERS] [SECONDS] [writes]
@main enum StorageBenchmark {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 1 else {
      print("usage: storage-benchmark sqlite:PATH|postgresql://… [CALLERS] [SECONDS]")
      return
    }
    let callers = arguments.count > 2 ? Int(arguments[2]) ?? 64 : 64
    let time = Duration.seconds(arguments.count > 3 ? Int(arguments[3]) ?? 10 : 10)
    let schema = Migration(
      version: 1,
      name: "benchmark",
      sql: "CREATE TABLE number (value INTEGER PRIMARY KEY, name TEXT NOT NULL);"
    )
    let database = try open(arguments[1], [schema])
    let writes = try await count(callers, time) { _ in
      let value = Int64.random(in: 1...9_000_000_000_000_000_000)
      try await database.write { transaction in
        _ = try transaction.execute(
          "INSERT INTO number (value, name) VALUES (?1, ?2)",
          [.integer(value), .text("n")]
        )
      }
    }
    print("writes/s \(writes)")
    if arguments.last == "writes" { return await database.close() }
    let keys = try await database.read { try $0.query("SELECT value FROM number LIMIT 1000") { $0.integer(0) } }
    let reads = try await count(callers, time) { round in
      let key = keys[round % keys.count]
      _ = try await database.read { transaction in
        try transaction.queryOne("SELECT name FROM number WHERE value = ?1", [.integer(key)]) { $0.text(0) }
      }
    }
    print("reads/s \(reads)")
    await database.close()
  }

  private static func open(_ location: String, _ migrations: [Migration]) throws -> any Database {
    if PostgreSQLLocation.isLocation(location) {
      return try PostgreSQLDatabase.open(location, migrations: migrations)
    }
    return try SQLiteDatabase.open(path: String(location.dropFirst("sqlite:".count)), migrations: migrations)
  }

  /// Calls that all callers together finish in a second.
  private static func count(
    _ callers: Int,
    _ time: Duration,
    _ body: @escaping @Sendable (Int) async throws -> Void
  ) async throws -> Int {
    let started = ContinuousClock.now
    let total = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<callers {
        group.addTask {
          var count = 0
          while started.duration(to: .now) < time {
            try await body(count)
            count += 1
          }
          return count
        }
      }
      return try await group.reduce(0, +)
    }
    let elapsed = started.duration(to: .now)
    return total * 1_000 / max(1, Int(elapsed / .milliseconds(1)))
  }
}
