import ArgumentParser
import ClientKit
import RPC
import RPCSocket

/// Options that every command takes, before or after its name.
struct GlobalOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The gateway: \"tcp:HOST:PORT\" or \"unix:PATH\".",
      discussion: "Without it OCOP_GATEWAY is taken from the environment, else tcp:127.0.0.1:7400.",
      valueName: "endpoint"
    )
  )
  var gateway: String?

  @Option(name: .long, help: ArgumentHelp("Seconds that one call may take, retries included.", valueName: "seconds"))
  var timeout: Double?

  @Flag(name: .long, help: "Print JSON for programs instead of tables for people.")
  var json = false

  @OptionGroup(title: "Identity")
  var identity: TokenOptions

  @OptionGroup(title: "TLS")
  var security: SecurityOptions

  /// Seconds a call may take when nothing else is said.
  static let timeoutSecondsDefault = 30.0
  /// Longest time a call may be given: a day.
  static let timeoutSecondsMax = 86_400.0
  /// Where the gateway listens when nothing else is said.
  static let gatewayDefault = "tcp:127.0.0.1:7400"

  mutating func validate() throws {
    if let timeout, !(timeout > 0 && timeout <= Self.timeoutSecondsMax) {
      throw ValidationError("--timeout is a number of seconds above 0, at most \(Int(Self.timeoutSecondsMax)).")
    }
  }

  /// The gateway's endpoint as text.
  func gatewayText(in session: Session) -> String {
    if let gateway { return gateway }
    if let fromEnvironment = session.environment["OCOP_GATEWAY"], !fromEnvironment.isEmpty { return fromEnvironment }
    return Self.gatewayDefault
  }

  /// Where the gateway is.
  ///
  /// - Throws: ``CommandFailure`` when its endpoint is none, or the options for TLS or identity do not fit together.
  func address(in session: Session) throws -> GatewayAddress {
    let text = gatewayText(in: session)
    var address: GatewayAddress
    do {
      address = GatewayAddress(endpoint: try Endpoint(parsing: text))
    } catch {
      throw CommandFailure(.usage, "--gateway \(text): \(error)")
    }
    try security.apply(to: &address, environment: session.environment)
    try identity.apply(to: &address, environment: session.environment)
    return address
  }

  /// Time one call may take, retries included.
  var callTimeout: Duration { .seconds(timeout ?? Self.timeoutSecondsDefault) }

  /// Options of one call.
  var callOptions: CallOptions { CallOptions(timeout: callTimeout) }
}
