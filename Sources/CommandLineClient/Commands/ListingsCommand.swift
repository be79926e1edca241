import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop listings`
struct ListingsCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "listings",
    abstract: "Tell how every listing stands on a day, why it is not live, and who has to act.",
    discussion: """
      Planned, declared, accepted and seen live are facts of their own: "accepted" is what the floor said, "live" what \
      somebody saw. A listing that nobody has seen again for the floor's number of days is unverified.

      States: \(ListingV1.ListingState.descriptor.shortNames.joined(separator: ", ")).

      Examples:
        ocop listings --as-of 2021-11-05
        ocop listings --state unverified --state not-found --unit 187
        ocop listings --product SP-CL-03 --json
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(name: .long, help: ArgumentHelp("The day; today when left out.", valueName: "YYYY-MM-DD"))
  var asOf: String?

  @Option(name: .long, help: ArgumentHelp("Only in this state; may be given several times.", valueName: "state"))
  var state: [String] = []

  @Option(name: .long, help: ArgumentHelp("Only on this floor.", valueName: "floor_id"))
  var floor: String?

  @Option(name: .long, help: ArgumentHelp("Only of producers in this unit or below it.", valueName: "code"))
  var unit: String?

  @Option(name: .long, help: ArgumentHelp("Only of this product.", valueName: "product_id"))
  var product: String?

  @Option(name: .long, help: ArgumentHelp("Only in this store.", valueName: "store_id"))
  var store: String?

  func run(in session: Session) async throws {
    var request = ListingV1.ListListingStatesRequest()
    request.asOf = asOf ?? ""
    request.floorID = floor ?? ""
    request.unitCode = unit ?? ""
    request.productID = product ?? ""
    request.storeID = store ?? ""
    request.states = try state.map { text in
      let number = try ChoiceArgument.number(text, of: ListingV1.ListingState.descriptor, called: "state")
      return ListingV1.ListingState(rawValue: number)
    }
    var answer = ListingV1.ListListingStatesResponse()
    answer.listings = try await session.withGateway(options) { channel in
      try await PageReader.all(from: "listing") { page in
        request.page = page
        let found = try await ListingV1.ListingClient(channel: channel)
          .listListingStates(request, options: options.callOptions)
        answer.revision = found.revision
        return (found.listings, found.nextPageToken)
      }
    }
    if options.json { return try session.output.write(JSONWriter.indented(try MessageJSON.value(of: answer))) }
    try session.output.write(ListingStandingText.table(answer.listings))
    try session.note(
      "\(answer.listings.count) listings\(ListingStandingText.summary(answer.listings)); "
        + "listing revision \(answer.revision)"
    )
  }
}
