import ArgumentParser
import ClientKit

/// `ocop describe`
struct DescribeCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Describe services, methods and messages, as the daemon itself describes them.",
    discussion: """
      The gateway describes everything that can be called through it; any other daemon, named with --gateway, its own \
      services. A service that is down is left out.

      Examples:
        ocop describe
        ocop describe Registry/GetRecord
        ocop describe ocop.registry.v1.Producer
        ocop describe ProducerType --json
        ocop describe --gateway tcp:127.0.0.1:7401
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(
    help: "A service, method, message or enumeration, by its full or its last name; all services when left out."
  )
  var name: String?

  func run(in session: Session) async throws {
    let place = options.gatewayText(in: session)
    let description = try await session.withGateway(options) { channel in
      let daemon = DaemonSchema(channel: channel, options: options.callOptions, place: place)
      return if let name {
        try await SchemaDescription.named(name, of: daemon)
      } else {
        try await SchemaDescription.services(of: daemon)
      }
    }
    try session.output.write(options.json ? JSONWriter.indented(description.json) : description.text)
  }
}
