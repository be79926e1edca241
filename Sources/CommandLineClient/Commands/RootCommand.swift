import ArgumentParser
import ClientKit

/// `ocop`
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ocop",
    abstract: "OCOP products on the digital market: import records, see where a campaign stands, open up every figure.",
    discussion: """
      Everything goes through the gateway (--gateway, or OCOP_GATEWAY; tcp:127.0.0.1:7400 by default).

      First steps, with the Lạng Sơn sample:
        ocop status
        ocop import deploy/sample
        ocop report progress --as-of 2021-11-05 --geo 2021
        ocop explain --figure products_listed_any_floor --as-of 2021-11-05
        ocop report show products_listed_any_floor revenue --by unit --as-of 2021-11-05 --to bao-cao.html

      Exit status:
      \(exitStatusLines)
      """,
    version: CommandLineClient.version,
    subcommands: [
      StatusCommand.self, ImportCommand.self, MappingsCommand.self, ConflictsCommand.self, ExportCommand.self,
      ListCommand.self, ShowCommand.self, ReportCommand.self,
      ListingsCommand.self, ReadinessCommand.self, LeadingCommand.self,
      ExplainCommand.self, WatchCommand.self, VerifyCommand.self, AuditCommand.self, PersonCommand.self,
      MergeCommand.self,
      CallCommand.self, DescribeCommand.self, HealthCommand.self,
      HistoryCommand.self, SearchCommand.self, UnitsCommand.self,
      InspectCommand.self, GatewayCommand.self, IdentityCommand.self,
      RecognitionsCommand.self, TargetsCommand.self, TasksCommand.self,
    ]
  )

  @OptionGroup(title: "Options of every command")
  var options: GlobalOptions

  private static var exitStatusLines: String {
    CommandStatus.allCases.map { "  \(String($0.rawValue).padded(to: 4)) \($0.explanation)" }.joined(separator: "\n")
  }
}
