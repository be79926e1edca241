import Storage
import StorageSQLite

/// What a service's store costs, measured alone: no sockets, no domain.
enum StorageBenchmark {
  static let usage = """
    Usage: benchmark-storage writes|reads|follow FOLDER [COUNT]
      writes   COUNT durable writes from 64 callers at once: a state row, an event and an operation each
      reads    COUNT reads of one row by its key, on the caller's thread and on a reader's
      follow   a follower catches up on COUNT events of another database, over a Unix socket
    FOLDER is an empty folder; what is made there stays.
    """

  static func run(_ arguments: [String]) async throws {
    guard arguments.count >= 2, let count = arguments.count > 2 ? Int(arguments[2]) : 200_000, count > 0 else {
      return print(usage)
    }
    switch arguments[0] {
    case "writes": try await WriteBenchmark(folder: arguments[1], count: count).run()
    case "reads": try await ReadBenchmark(folder: arguments[1], count: count).run()
    case "follow": try await FollowBenchmark(folder: arguments[1], count: count).run()
    default: print(usage)
    }
  }
}

try await StorageBenchmark.run(Array(CommandLine.arguments.dropFirst()))
