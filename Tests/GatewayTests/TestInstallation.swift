import Logging
import RPC
import RPCSocket
import ServiceKit
import Services
import Wire

@testable import Gateway

/// A gateway and the services behind it, all on Unix sockets in this process.
struct TestInstallation {
  /// Routers of the services that are up, by name; the others' addresses have nobody behind them.
  struct Services {
    var registry: Router?
    var listing: Router?
    var reporting: Router?
  }

  let gateway: GatewayServer
  let state: DaemonState
  /// A client of the gateway.
  let client: SocketChannel
  /// Where each service listens, or would.
  let endpoints: [String: Endpoint]

  static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  static func socketPath() -> String { "/tmp/ocop-gateway-test-\(UInt64.random(in: 0 ... .max)).sock" }

  /// Starts a service, as its daemon would.
  static func start(
    _ name: String,
    _ router: Router,
    at endpoint: Endpoint,
    state: DaemonState? = nil
  ) async throws -> SocketServer {
    var router = router
    let state = state ?? DaemonState(name: name)
    state.beginServing(at: "\(endpoint)")
    router.register(HealthService(state: state, services: router.serviceNames))
    return try await SocketServer.start(endpoint: endpoint, router: router, logger: logger, loop: SocketLoop())
  }

  /// Runs `body` with an installation, and stops everything whatever comes of it.
  static func with(
    _ services: Services,
    limits: GatewayServer.Limits = GatewayServer.Limits(),
    options: GatewayServer.Options = GatewayServer.Options(),
    callerLimits: CallerLimits = CallerLimits(),
    _ body: (TestInstallation) async throws -> Void
  ) async throws {
    let routers = ["registry": services.registry, "listing": services.listing, "reporting": services.reporting]
    var endpoints: [String: Endpoint] = [:]
    var servers: [SocketServer] = []
    for (name, router) in routers {
      let endpoint = Endpoint.unix(path: socketPath())
      endpoints[name] = endpoint
      if let router { servers.append(try await start(name, router, at: endpoint)) }
    }
    let installation = try await TestInstallation(
      addresses: endpoints.mapValues { ServiceAddresses($0) },
      endpoints,
      limits: limits,
      options: options,
      callerLimits: callerLimits
    )
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(installation))
    } catch {
      result = .failure(error)
    }
    await installation.client.close()
    installation.gateway.stopNow()
    await installation.gateway.waitUntilStopped()
    for server in servers {
      server.stopNow()
      await server.waitUntilStopped()
    }
    try result.get()
  }

  /// A gateway in front of these addresses.
  init(
    endpoints: [String: Endpoint],
    at endpoint: Endpoint = .unix(path: socketPath()),
    limits: GatewayServer.Limits = GatewayServer.Limits(),
    options: GatewayServer.Options = GatewayServer.Options()
  ) async throws {
    let addresses = endpoints.mapValues { ServiceAddresses($0) }
    try await self.init(addresses: addresses, endpoints, at: endpoint, limits: limits, options: options)
  }

  /// A gateway in front of services with several addresses.
  init(
    addresses: [String: ServiceAddresses],
    _ endpoints: [String: Endpoint] = [:],
    at endpoint: Endpoint = .unix(path: socketPath()),
    limits: GatewayServer.Limits = GatewayServer.Limits(),
    options: GatewayServer.Options = GatewayServer.Options(),
    callerLimits: CallerLimits = CallerLimits()
  ) async throws {
    self.endpoints = endpoints
    state = DaemonState(name: "gateway")
    gateway = try await GatewayServer.start(
      at: [.endpoint(endpoint)],
      routes: RoutedService.all.compactMap { routed in addresses[routed.name].map { routed.route($0) } },
      callerLimits: callerLimits,
      state: state,
      logger: Self.logger,
      limits: limits,
      options: options
    )
    state.beginServing(at: "\(gateway.endpoint)")
    client = SocketChannel(endpoint: gateway.endpoint, logger: Self.logger)
  }
}
