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
  /// The services' addresses.
  public static let keys = RoutedService.all.map(\.addressKey.definition)

  /// See `ServiceApplication`.
  public static func make(_ environment: ServiceEnvironment) async throws -> ServiceParts {
    let endpoints = try RoutedService.all.map { try environment.configuration.value(of: $0.addressKey) }
    return ServiceParts { addresses, environment in
      let loop = SocketLoop()
      return try await GatewayServer.start(
        at: addresses,
        upstreams: zip(RoutedService.all, endpoints).map { (routed: $0, endpoint: $1) },
        state: environment.state,
        logger: environment.logger,
        options: GatewayServer.Options(
          server: try environment.serverConfiguration(loop: loop),
          channel: environment.channelConfiguration(),
          loop: loop,
          records: environment.observation.serverRecords(on: loop),
          makeClientObserver: { environment.observation.clientRecords(server: $0) }
        )
      )
    }
  }
}
