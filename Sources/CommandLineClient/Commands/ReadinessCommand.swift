import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop readiness`
struct ReadinessCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "readiness",
    abstract: "Tell what a product lacks before it can be sold on each floor, and who has to act.",
    discussion: """
      One checklist for each floor: recognition, season, store, payment account, bar code, papers and marks, with the \
      days on which each holds. "required" is what the floor takes no product without.

      Examples:
        ocop readiness SP-CL-03
        ocop readiness SP-CO-01 --as-of 2021-11-05
        ocop readiness SP-CO-01 --json | jq '.floors[] | select(.ready | not)'
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The product's identifier.")
  var product: String

  @Option(name: .long, help: ArgumentHelp("The day; today when left out.", valueName: "YYYY-MM-DD"))
  var asOf: String?

  func run(in session: Session) async throws {
    var request = ListingV1.GetReadinessRequest()
    request.productID = product
    request.asOf = asOf ?? ""
    let answer = try await session.withGateway(options) { channel in
      try await ListingV1.ListingClient(channel: channel).getReadiness(request, options: options.callOptions)
    }
    if options.json { return try session.output.write(JSONWriter.indented(try MessageJSON.value(of: answer))) }
    try session.output.write(ReadinessText.text(answer))
    try session.note(
      "\(answer.productID) on \(answer.asOf); listing revision \(answer.revision), "
        + "registry followed to \(answer.registryRevision)"
    )
  }
}
