import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop health`
struct HealthCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "health",
    abstract: "Ask one daemon whether it takes calls.",
    discussion: """
      Without --gateway the gateway is asked, about itself; "ocop status" shows what is behind it. Ends with 3 when \
      the daemon, or the service that is named, is not serving.

      With --watch the state is printed at once and whenever it changes, one a line, until Ctrl-C; a broken connection \
      ends it with 3.

      Examples:
        ocop health
        ocop health ocop.registry.v1.Registry --gateway unix:/run/ocop/registry.sock
        ocop health --watch --gateway tcp:127.0.0.1:7402
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "Full name of a service of the daemon; the daemon with all its services when left out.")
  var service: String?

  @Flag(name: .long, help: "Go on, and print every change.")
  var watch = false

  func run(in session: Session) async throws {
    var request = RpcV1.CheckRequest()
    request.service = service ?? ""
    try await session.withGateway(options) { [request] channel in
      let health = RpcV1.HealthClient(channel: channel)
      if watch {
        // It goes on for ever, unless --timeout says otherwise.
        let streamOptions = CallOptions(timeout: options.timeout.map { .seconds($0) })
        for try await state in try await health.watch(request, options: streamOptions) {
          try session.output.write(line(state))
        }
      } else if let service {
        let state = try await health.check(request, options: options.callOptions)
        try report([HealthText.health(service, state)], session)
      } else {
        let answer = try await health.list(RpcV1.ListHealthRequest(), options: options.callOptions)
        try report(answer.services, session)
      }
    }
  }

  private func line(_ state: RpcV1.CheckResponse) throws -> String {
    options.json ? JSONWriter.oneLine(try MessageJSON.value(of: state)) + "\n" : HealthText.line(state)
  }

  /// Prints states, and fails when one is not that of a service that takes calls.
  private func report(_ services: [RpcV1.ServiceHealth], _ session: Session) throws {
    if options.json {
      var document = RpcV1.ListHealthResponse()
      document.services = services
      try session.output.write(JSONWriter.indented(try MessageJSON.value(of: document)))
    } else {
      try session.output.write(HealthText.table(services))
    }
    let down = services.filter { $0.state?.servingStatus != .serving }.map(HealthText.name)
    if !down.isEmpty {
      throw CommandFailure(.unavailable, "not serving: \(down.joined(separator: ", ").printable)")
    }
  }
}
