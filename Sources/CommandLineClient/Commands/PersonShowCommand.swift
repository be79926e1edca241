import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop person show`
struct PersonShowCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the contact of a producer.",
    discussion: """
      Example:
        ocop person show CT-01
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The producer's identifier.")
  var producer: String

  func run(in session: Session) async throws {
    var request = RegistryV1.GetContactRequest()
    request.producerID = producer
    let contact = try await session.withGateway(options) { [request] channel in
      try await RegistryV1.RegistryClient(channel: channel).getContact(request, options: options.callOptions)
    }
    if options.json {
      try session.output.write(JSONWriter.indented(try MessageJSON.value(of: contact)))
    } else {
      try session.output.write(ContactText.table([contact]))
    }
  }
}
