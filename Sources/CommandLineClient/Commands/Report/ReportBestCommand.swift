import ArgumentParser

/// `ocop report best`
struct ReportBestCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "best",
    abstract: "Show which products sell best and which grow, for deciding what to expand.",
    discussion: """
      The same as "ocop report show revenue quantity revenue_growth --by product --sort revenue --limit 20"; growth is \
      against the period of equal length just before.

      Examples:
        ocop report best --quarter 2021-Q4
        ocop report best --unit 187 --geo 2021 --sort revenue_growth --to ban-chay.xlsx
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @OptionGroup(title: "What it is of") var report: ReportOptions

  @OptionGroup(title: "Output") var output: ReportOutputOptions

  func run(in session: Session) async throws {
    var report = report
    report.by = report.by ?? "product"
    report.sort = report.sort ?? "revenue"
    report.limit = report.limit ?? 20
    let indicators = ["revenue", "quantity", "revenue_growth"]
    try await ReportShowing(options: options, report: report, output: output).show(indicators, in: session)
  }
}
