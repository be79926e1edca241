import ArgumentParser

/// What a report is of: the options that all commands about reports share.
struct ReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Break the figures down: one to three of \(DimensionArgument.names.map(\.name).joined(separator: ", ")).",
      valueName: "dimension,…"
    )
  )
  var by: String?

  @Option(help: ArgumentHelp("Only this administrative unit, and the units below it.", valueName: "code"))
  var unit: String?

  @Option(help: ArgumentHelp("Only this campaign phase.", valueName: "id"))
  var phase: String?

  @Option(help: ArgumentHelp("Only these types of producer: cooperative, household, …", valueName: "type,…"))
  var type: String?

  @Option(help: ArgumentHelp("Only these groups of products: food, drink, handicraft, …", valueName: "group,…"))
  var group: String?

  @Option(help: ArgumentHelp("Only these star ratings, 0 to 5; 0 = no valid recognition.", valueName: "stars,…"))
  var stars: String?

  @Option(help: ArgumentHelp("Only what is listed, sold or opened on these floors.", valueName: "floor,…"))
  var floor: String?

  @Option(help: ArgumentHelp("Only this producer.", valueName: "id"))
  var producer: String?

  @Option(help: ArgumentHelp("Only this product.", valueName: "id"))
  var product: String?

  @Option(
    help: ArgumentHelp(
      "The day the figures are of; the last day of --month, --quarter or --year, else today.",
      valueName: "YYYY-MM-DD"
    )
  )
  var asOf: String?

  @Option(help: ArgumentHelp("First day of the period; the campaign's first when left out.", valueName: "YYYY-MM-DD"))
  var from: String?

  @Option(help: ArgumentHelp("Last day of the period, included; --as-of when left out.", valueName: "YYYY-MM-DD"))
  var through: String?

  @Option(help: ArgumentHelp("The period is this month.", valueName: "YYYY-MM"))
  var month: String?

  @Option(help: ArgumentHelp("The period is this quarter: 2021-Q4.", valueName: "YYYY-QN"))
  var quarter: String?

  @Option(help: ArgumentHelp("The period is this year.", valueName: "YYYY"))
  var year: String?

  @Option(help: "The map of administrative units; the one in force on the day when left out.")
  var geo: GeographyArgument?

  @Option(help: ArgumentHelp("Only what was recorded until the end of this day.", valueName: "YYYY-MM-DD"))
  var knownOn: String?

  @Option(
    help: ArgumentHelp("Only what was recorded up to these revisions of the logs.", valueName: "registry,listing")
  )
  var atRevision: RevisionPair?

  @Option(
    help: ArgumentHelp(
      "Wait until these revisions are in the figures: those of your own writes.",
      valueName: "registry,listing"
    )
  )
  var waitRevision: RevisionPair?

  @Flag(help: "Wait until reporting knows all that the registry and the listing service hold now.")
  var wait = false

  @Option(help: ArgumentHelp("Rows by this indicator, largest first.", valueName: "indicator"))
  var sort: String?

  @Option(help: ArgumentHelp("Most rows, up to 10000.", valueName: "rows"))
  var limit: UInt32?

  @Option(help: ArgumentHelp("Days without a sale after which a store in season is silent; 60.", valueName: "days"))
  var silentDays: UInt32?

  mutating func validate() throws {
    let periods = [month, quarter, year, from ?? through].compactMap { $0 }
    if periods.count > 1 {
      throw ValidationError("Give one period: --month, --quarter, --year, or --from and --through.")
    }
    if knownOn != nil, atRevision != nil {
      throw ValidationError("--known-on and --at-revision say the same in two ways: give one of them.")
    }
    if wait, waitRevision != nil {
      throw ValidationError("--wait waits for everything, --wait-revision for what you name: give one of them.")
    }
    if let limit, !(1...10_000).contains(limit) { throw ValidationError("--limit is 1 to 10000.") }
    if let silentDays, !(1...3_650).contains(silentDays) { throw ValidationError("--silent-days is 1 to 3650.") }
  }
}
