import ArgumentParser
import ClientKit
import LoadStatistics

/// `ocop-load compare`
struct CompareCommand: LoadCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two results: what became faster or slower, and whether that can be told from chance.",
    discussion: """
      The intervals of each run are drawn again and again, with repetition, and the figures computed from what was \
      drawn: 95 of 100 such figures lie in the interval that is printed. Where it holds a ratio of 1, no difference \
      can be told. Runs should be long (30 intervals or more) and alternate on the same machine.

      Example:
        ocop-load compare before.json after.json
      """
  )

  @Argument(help: "The result to compare with, as --json wrote it.") var before: String
  @Argument(help: "The result that is compared.") var after: String
  @Option(name: .long, help: ArgumentHelp("How often is drawn.", valueName: "count")) var resamples = 1_000
  @Option(
    name: .long,
    help: ArgumentHelp("Where drawing begins: the same seed, the same figures.", valueName: "number")
  )
  var seed: UInt64 = 1
  @Flag(name: .long, help: "Print JSON for programs.") var json = false

  mutating func validate() throws {
    let range = LoadComparison.resampleCountMin...LoadComparison.resampleCountMax
    guard range.contains(resamples) else {
      throw ValidationError("--resamples is a number from \(range.lowerBound) to \(range.upperBound).")
    }
  }

  func run(in session: LoadSession) async throws -> LoadStatus {
    let comparison = LoadComparison(
      before: try ResultFile.read(before),
      after: try ResultFile.read(after),
      resampleCount: resamples,
      seed: seed
    )
    try session.output.write(json ? JSONWriter.indented(comparison.json) : comparison.text)
    return .passed
  }
}
