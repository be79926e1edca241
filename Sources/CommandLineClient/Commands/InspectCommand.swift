import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop inspect`
struct InspectCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Look inside a running daemon: its figures, connections, calls, and what was slow or failed.",
    discussion: """
      Without a part: the daemon as a whole, and its methods. Nothing of the content of calls is shown.

      Examples:
        ocop inspect
        ocop inspect --address tcp:127.0.0.1:7401 slow
        ocop inspect connections --json
      """
  )

  /// What is looked at.
  enum Part: String, ExpressibleByArgument, CaseIterable, Sendable {
    case connections
    case calls
    case slow
  }

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(
    name: .long,
    help: ArgumentHelp("The daemon: \"tcp:HOST:PORT\" or \"unix:PATH\"; else the gateway.", valueName: "endpoint")
  )
  var address: String?

  @Argument(help: "connections = who is connected; calls = what is running; slow = the last slow and failed calls.")
  var part: Part?

  func run(in session: Session) async throws {
    var daemon = options
    if let address { daemon.gateway = address }
    let callOptions = options.callOptions
    try await session.withGateway(daemon) { channel in
      let client = RpcV1.IntrospectionClient(channel: channel)
      switch part {
      case nil:
        let server = try await client.getServer(RpcV1.GetServerRequest(), options: callOptions)
        try write(server, InspectionText.server(server), session)
      case .connections:
        let answer = try await client.listConnections(RpcV1.ListConnectionsRequest(), options: callOptions)
        try write(answer, InspectionText.connections(answer), session)
      case .calls:
        let answer = try await client.listCalls(RpcV1.ListCallsRequest(), options: callOptions)
        try write(answer, InspectionText.calls(answer.calls), session)
      case .slow:
        let answer = try await client.listNotableCalls(RpcV1.ListNotableCallsRequest(), options: callOptions)
        try write(answer, InspectionText.calls(answer.calls), session)
        let threshold = InspectionText.duration(answer.slowThresholdMicroseconds)
        try session.note("\(answer.calls.count) calls that failed or took at least \(threshold), latest first")
      }
    }
  }

  private func write(_ message: some Message, _ text: String, _ session: Session) throws {
    try session.output.write(options.json ? JSONWriter.indented(try MessageJSON.value(of: message)) : text)
  }
}
