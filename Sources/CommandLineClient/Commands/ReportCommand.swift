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
        ocop report explain products_listed_any_floor --by unit --row 187 --as-of 2021-11-05 --geo 2021
        ocop report sign products_listed_any_floor --by unit --key lang-son.key --office "Chi cục PTNT" --to t11.report
        ocop report diff t11.report now
      """,
    subcommands: [
      ProgressCommand.self, ReportDescribeCommand.self, ReportShowCommand.self, ReportExplainCommand.self,
      ReportWatchCommand.self, ReportBestCommand.self, ReportTargetsCommand.self, ReportClaimsCommand.self,
      ForecastCommand.self,
      ReportSignCommand.self, ReportVerifyCommand.self, ReportPrintCommand.self, ReportDiffCommand.self,
      ReportRestatementsCommand.self,
    ]
  )
}
