import DomainPrimitives
import Messages
import Reporting
import Storage
import StorageSQLite

/// What reports cost on the data of a country: filling the copy, and answering from it.
enum ReportingBenchmark {
  static let usage = """
    Usage: benchmark-reporting fill FOLDER DATABASE [ORDERS]
           benchmark-reporting reports DATABASE [ROUNDS] [WORDS]
      fill     takes the records of FOLDER (made by deploy/generate-country) into the copy at DATABASE, as followers do
      reports  answers reports from it: the first of each kind apart, then ROUNDS (default 200) more; then with orders
               arriving between reports; with WORDS only those that have them in their names
    """

  static func run(_ arguments: [String]) async throws {
    switch arguments.first {
    case "fill" where arguments.count >= 3:
      let most = arguments.count > 3 ? Int(arguments[3]) ?? .max : .max
      try await Filling(folder: arguments[1], database: arguments[2], ordersMax: most).run()
    case "reports" where arguments.count >= 2:
      let rounds = arguments.count > 2 ? Int(arguments[2]) ?? 200 : 200
      let words = arguments.count > 3 ? arguments[3] : ""
      try await Reports(database: arguments[1], rounds: rounds, words: words).run()
    default: print(usage)
    }
  }

  static func open(_ path: String) throws -> ReportingCopy {
    ReportingCopy(database: try SQLiteDatabase.open(path: path, migrations: ReportingService.migrations))
  }
}

try await ReportingBenchmark.run(Array(CommandLine.arguments.dropFirst()))
