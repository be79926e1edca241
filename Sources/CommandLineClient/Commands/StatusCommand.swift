import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop status`
struct StatusCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show what is running, and what is not and why.",
    discussion: """
      Of a service with several processes each has a row. Ends with 3 when the gateway or a process cannot be reached \
      or is not serving; one that is drained (ocop gateway drain) or left alone for a while may be serving all the same.

      Example:
        ocop status
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run(in session: Session) async throws {
    let status = try await session.withGateway(options) { channel in
      try await GatewayV1.GatewayClient(channel: channel)
        .getInstallationStatus(GatewayV1.GetInstallationStatusRequest(), options: options.callOptions)
    }
    if options.json {
      try session.output.write(JSONWriter.indented(try MessageJSON.value(of: status)))
    } else {
      try session.output.write(InstallationStatusText.table(status))
      let notes = GatewayStatusText.notes(status)
      if !notes.isEmpty { try session.output.write("\n" + notes.map { $0 + "\n" }.joined()) }
    }
    let names = Dictionary(grouping: status.services, by: \.name)
    let down = status.services.filter { $0.servingStatus != .serving }.map { service in
      names[service.name]?.count == 1 ? service.name : "\(service.name) at \(service.address)"
    }
    if !down.isEmpty {
      throw CommandFailure(.unavailable, "not serving: \(down.joined(separator: ", "))")
    }
  }
}
