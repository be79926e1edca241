import Logging
import Messages
import RPC
import RPCSocket
public import ServiceKit
import Services

/// The gateway: one address for clients; calls go on to the service that has them, as they came.
public enum GatewayApplication: ServiceApplication {
  /// "gateway".
  public static let name = "gateway"
  /// What help says.
  public static let summary =
    "One address for clients: passes calls on to registry, listing and reporting, and says which of them are up."
  /// 7400.
  public static let defaultPort = 7400
  /// It keeps nothing.
  public static let keepsData = false
  /// The services' addresses, and how much each process is given.
  public static let keys = RoutedService.all.map(\.addressKey.definition) + [callsMax.definition]

  private static let callsMax = ConfigurationKey<Int>.integer(
    name: "upstream_calls_max",
    unit: "calls",
    default: UpstreamSettings.callsMaxDefault,
    range: 1...65_536,
    explanation: "Calls in flight at one process of a service, streams among them; when every process has as many, "
      + "more are refused and told when to try again."
  )

  /// See `ServiceApplication`.
  public static func make(_ environment: ServiceEnvironment) async throws -> ServiceParts {
    let addresses = try RoutedService.all.map { try environment.configuration.value(of: $0.addressKey) }
    var limits = GatewayServer.Limits()
    limits.upstream.callsMax = try environment.configuration.value(of: callsMax)
    return ServiceParts { [limits] listenAddresses, environment in
      let loop = SocketLoop()
      return try await GatewayServer.start(
        at: listenAddresses,
        upstreams: zip(RoutedService.all, addresses).map { (routed: $0, addresses: $1) },
        state: environment.state,
        logger: environment.logger,
        limits: limits,
        options: GatewayServer.Options(
          server: try environment.serverConfiguration(loop: loop),
          channel: environment.channelConfiguration(),
          loop: loop,
          records: environment.observation.serverRecords(on: loop),
          authenticator: environment.authenticator,
          identified: environment.identified,
          makeClientObserver: { environment.observation.clientRecords(server: $0) }
        )
      )
    }
  }
}
