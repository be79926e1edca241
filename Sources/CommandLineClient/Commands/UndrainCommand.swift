import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop gateway undrain`
struct UndrainCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "undrain",
    abstract: "Give the process at an address calls again.",
    discussion: """
      Ends what "ocop gateway drain" began.

      Example:
        ocop gateway undrain tcp:10.0.0.7:7401
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The address, as \"ocop status\" shows it.")
  var address: String

  func run(in session: Session) async throws {
    var request = GatewayV1.UndrainUpstreamRequest()
    request.address = address
    let answer = try await session.withGateway(options) { [request] channel in
      try await GatewayV1.GatewayClient(channel: channel).undrainUpstream(request, options: options.callOptions)
    }
    if options.json {
      try session.output.write(JSONWriter.indented(try MessageJSON.value(of: answer)))
    } else {
      try session.output.write(UpstreamText.lines(answer.upstreams))
    }
  }
}
