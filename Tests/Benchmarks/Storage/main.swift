import Storage
import StoragePostgreSQL
import StorageSQLite

/// What a service's store costs, measured alone: no sockets, no domain.
enum StorageBenchmark {
  static let usage = """
    Usage: benchmark-storage writes|reads|follow PLACE [COUNT]
      writes   COUNT durable writes from 64 callers at once: a state row, an event and an operation each
      reads    COUNT reads of one row by its key: point reads by one caller, and reads by 16 on the readers' threads
      follow   a follower catches up on COUNT events of another database, over a Unix socket
    PLACE is an empty folder, where SQLite databases are made and stay; for writes and reads also an empty database
    on PostgreSQL: postgresql://...
    """

  static func run(_ arguments: [String]) async throws {
    guard arguments.count >= 2, let count = arguments.count > 2 ? Int(arguments[2]) : 200_000, count > 0 else {
      return print(usage)
    }
    switch arguments[0] {
    case "writes": try await WriteBenchmark(place: arguments[1], count: count).run()
    case "reads": try await ReadBenchmark(place: arguments[1], count: count).run()
    case "follow": try await FollowBenchmark(folder: arguments[1], count: count).run()
    default: print(usage)
    }
  }
}

extension StorageBenchmark {
  /// An empty database of the benchmark's schema.
  static func open(_ place: String, file: String) throws -> any Database {
    if PostgreSQLLocation.isLocation(place) {
      return try PostgreSQLDatabase.open(place, migrations: BenchmarkSchema.source)
    }
    return try SQLiteDatabase.open(path: "\(place)/\(file)", migrations: BenchmarkSchema.source)
  }
}

try await StorageBenchmark.run(Array(CommandLine.arguments.dropFirst()))
