import ArgumentParser

/// `ocop report show`
struct ReportShowCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Count any figures, broken down as you like, on any day, as a table, a spreadsheet or a page to print.",
    discussion: """
      Figures go by their names, or by their numbers in the list of "ocop report describe"; without any, every figure \
      is counted that has the dimensions asked for. A share stands beside its numerator and denominator; "–" means \
      that there is no data, which is not 0 %. A product on two floors is in the rows of both, and once in the total.

      Two clocks: --as-of is the day in the world; --known-on or --at-revision is what was recorded by then. Both \
      together give an old report again.

      Examples:
        ocop report show products_listed_any_floor revenue --by unit --as-of 2021-11-05 --geo 2021
        ocop report show 9 --by month --year 2021
        ocop report show products_never_listed --by detail,unit --as-of 2021-11-05
        ocop report show certificates_expiring_within_90_days --by product --unit 187 --geo 2021
        ocop report show products_listed_any_floor --by phase,unit --as-of 2021-11-05 --to bao-cao.html
        ocop report show orders revenue --by month --to doanh-thu.xlsx
        ocop report show producers --as-of 2021-11-05 --known-on 2021-11-30
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @OptionGroup(title: "What it is of") var report: ReportOptions

  @OptionGroup(title: "Output") var output: ReportOutputOptions

  @Argument(help: ArgumentHelp("Figures; all that have the dimensions when left out.", valueName: "indicator"))
  var indicators: [String] = []

  func run(in session: Session) async throws {
    try await ReportShowing(options: options, report: report, output: output).show(indicators, in: session)
  }
}
