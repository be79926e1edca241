import ArgumentParser
import ClientKit
import LoadStatistics

/// `ocop-load show`
struct ShowCommand: LoadCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the result of an earlier run again, in any form.",
    discussion: """
      Examples:
        ocop-load show result.json
        ocop-load show result.json --html report.html --fail-if "p99.9 > 50ms"
      """
  )

  @Argument(help: "A result, as --json wrote it.") var result: String
  @OptionGroup(title: "Judging") var judging: JudgingOptions
  @OptionGroup(title: "Outputs") var outputs: OutputOptions

  func run(in session: LoadSession) async throws -> LoadStatus {
    var result = try ResultFile.read(result)
    if !judging.failIf.isEmpty { result.verdicts = try judging.thresholds().map { $0.verdict(on: result) } }
    if let share = judging.leastShare { result.description.shareRequired = share }
    try outputs.write(result, in: session)
    return result.passed ? .passed : .failed
  }
}
