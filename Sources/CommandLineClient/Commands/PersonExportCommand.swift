import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop person export`
struct PersonExportCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print everything that is kept about the person behind a producer, as JSON.",
    discussion: """
      The contact, the name, where they are kept and what becomes of them, and who read or changed them.

      Example:
        ocop person export CT-01 > CT-01.json
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The producer's identifier.")
  var producer: String

  func run(in session: Session) async throws {
    var request = RegistryV1.ExportPersonalDataRequest()
    request.producerID = producer
    let data = try await session.withGateway(options) { [request] channel in
      try await RegistryV1.RegistryClient(channel: channel).exportPersonalData(request, options: options.callOptions)
    }
    try session.output.write(JSONWriter.indented(try MessageJSON.value(of: data)))
  }
}
