import ArgumentParser

/// `ocop report`
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Count figures, open them up, sign them, and see what changed since.",
    discussion: """
      Examples:
        ocop report progress --as-of 2021-11-05 --geo 2021
        ocop report describe
        ocop report show products_listed_any_floor --by phase,unit --as-of 2021-11-05 --to bao-cao.html
      """,
    subcommands: [
      ProgressCommand.self, ReportDescribeCommand.self, ReportShowCommand.self,
    ]
  )
}
