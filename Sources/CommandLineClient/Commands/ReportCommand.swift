import ArgumentParser

/// `ocop report`
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Print a report.",
    discussion: """
      Example:
        ocop report progress --as-of 2021-11-05 --geo 2021
      """,
    subcommands: [ProgressCommand.self, ForecastCommand.self]
  )
}
