import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop leading`
struct LeadingCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "leading",
    abstract: "Tell which stores are leading ones on a day, and what the others lack.",
    discussion: """
      Measured by the rule in force on the day, over whole months before its month. Rules are records with the \
      decision they rest on (leading_rules); nobody has published numbers, so those of the sample are only an \
      illustration. Cancelled and returned orders are not sold.

      Levels: \(ListingV1.LeadingLevel.descriptor.shortNames.joined(separator: ", ")).

      Examples:
        ocop leading --as-of 2021-11-05
        ocop leading --level super-leading --unit 187 --reached
        ocop leading --json | jq '.stores[] | select(.reached)'
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(name: .long, help: ArgumentHelp("The day; today when left out.", valueName: "YYYY-MM-DD"))
  var asOf: String?

  @Option(name: .long, help: ArgumentHelp("The level; leading when left out.", valueName: "level"))
  var level: String?

  @Option(name: .long, help: ArgumentHelp("Only of producers in this unit or below it.", valueName: "code"))
  var unit: String?

  @Flag(name: .long, help: "Only stores that reach the rule.")
  var reached = false

  func run(in session: Session) async throws {
    var request = ListingV1.ListLeadingStoresRequest()
    request.asOf = asOf ?? ""
    request.unitCode = unit ?? ""
    request.reachedOnly = reached
    if let level {
      let number = try ChoiceArgument.number(level, of: ListingV1.LeadingLevel.descriptor, called: "level")
      request.level = ListingV1.LeadingLevel(rawValue: number)
    }
    var answer = ListingV1.ListLeadingStoresResponse()
    let stores = try await session.withGateway(options) { channel in
      try await PageReader.all(from: "listing") { page in
        request.page = page
        answer = try await ListingV1.ListingClient(channel: channel)
          .listLeadingStores(request, options: options.callOptions)
        return (answer.stores, answer.nextPageToken)
      }
    }
    answer.stores = stores
    if options.json { return try session.output.write(JSONWriter.indented(try MessageJSON.value(of: answer))) }
    try session.output.write(LeadingStoreText.table(stores))
    try session.note(LeadingStoreText.rule(answer))
    try session.note(
      "\(stores.count { $0.reached }) of \(stores.count) stores reach it; listing revision \(answer.revision)"
    )
  }
}
