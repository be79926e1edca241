import Logging
import Messages
import Observability
import RPC
import RPCSocket
import RPCTracing
import ServiceKit
import Services
import Wire

/// A gateway that listens: a server whose own methods are the gateway's, and whose other calls are relayed.
struct GatewayServer: ServiceListener {
  /// What a test may want otherwise.
  struct Limits: Sendable {
    /// Limits of every connection.
    var wire: WireLimits = {
      var limits = WireLimits.standard
      // Each keeps its request until there is a connection.
      limits.waitingCallsMax = 1_024
      return limits
    }()
    /// Longest time a service has to accept a connection, in milliseconds.
    var connectTimeoutMilliseconds = 1_000
    /// Longest pause before an unreachable service is tried again, in milliseconds. Short: a service that is back
    /// should be found by the next call, and an attempt is cheap.
    var reconnectPauseMaxMilliseconds = 500
    /// Longest time a service has to tell its status.
    var statusTimeout = Duration.seconds(1)
    /// Longest time a service has to describe itself.
    var reflectionTimeout = Duration.seconds(1)
    /// How long a service's description is used before it is asked again.
    var reflectionCacheDuration = Duration.seconds(2)
  }

  /// What it has from its daemon's configuration.
  struct Options: Sendable {
    /// How it takes connections.
    var server = SocketServer.Configuration()
    /// How it connects to the services.
    var channel = SocketChannel.Configuration()
    /// The loop of both sides, so that a frame goes through without a change of threads.
    var loop = SocketLoop()
    /// What is recorded of it, on that loop; nil = nothing.
    var records: ServerRecords?
    /// Makes the observer of the gateway's own calls to a service.
    var makeClientObserver: @Sendable (Endpoint) -> (any ClientObserver)? = { _ in nil }
  }

  private let server: SocketServer
  private let channels: [SocketChannel]

  var endpoint: Endpoint { server.endpoint }
  var endpoints: [Endpoint] { server.endpoints }

  static func start(
    at addresses: [ListenAddress],
    upstreams: [(routed: RoutedService, endpoint: Endpoint)],
    state: DaemonState,
    logger: Logger,
    limits: Limits = Limits(),
    options: Options = Options()
  ) async throws -> GatewayServer {
    let (loop, agent) = (options.loop, "ocop-gateway/\(ProgramVersion.text)")
    var configuration = options.channel
    configuration.limits = limits.wire
    configuration.connectTimeoutMilliseconds = limits.connectTimeoutMilliseconds
    configuration.backoff.pauseMaxMilliseconds = limits.reconnectPauseMaxMilliseconds
    configuration.agent = agent
    configuration.loop = loop
    let channels = upstreams.map { upstream in
      configuration.peerName = upstream.routed.name
      configuration.observer = options.makeClientObserver(upstream.endpoint)
      return SocketChannel(endpoint: upstream.endpoint, configuration: configuration, logger: logger)
    }
    var router = Router()
    router.register(
      InstallationStatusService(
        state: state,
        upstreams: zip(upstreams, channels).map { upstream, channel in
          InstallationStatusService.Upstream(
            name: upstream.routed.name,
            address: "\(upstream.endpoint)",
            channel: channel.traced(server: TracedServer(upstream.endpoint))
          )
        },
        timeout: limits.statusTimeout
      )
    )
    if let records = options.records { router.register(IntrospectionService(records: records)) }
    router.register(HealthService(state: state, services: router.serviceNames))
    router.register(
      InstallationReflectionService(
        own: ReflectionService(paths: router.paths + ReflectionService.ownPaths),
        upstreams: zip(upstreams, channels).map { upstream, channel in
          InstallationReflectionService.Upstream(
            name: upstream.routed.name,
            address: "\(upstream.endpoint)",
            service: upstream.routed.service,
            channel: channel.traced(server: TracedServer(upstream.endpoint))
          )
        },
        timeout: limits.reflectionTimeout,
        cacheDuration: limits.reflectionCacheDuration
      )
    )
    router.traceCalls()
    let routes = ServiceRoutes(
      zip(upstreams, channels).map { upstream, channel in (service: upstream.routed.service, channel: channel.core) },
      own: router.serviceNames
    )
    var serverConfiguration = options.server
    serverConfiguration.limits = limits.wire
    serverConfiguration.agent = agent
    serverConfiguration.loop = loop
    serverConfiguration.observer = options.records
    let server = try await SocketServer.start(
      at: addresses,
      router: router,
      relay: routes,
      configuration: serverConfiguration,
      logger: logger
    )
    return GatewayServer(server: server, channels: channels)
  }

  func beginGracefulShutdown(gracePeriod: Duration) {
    server.beginGracefulShutdown(gracePeriod: gracePeriod)
  }

  func stopNow() {
    server.stopNow()
  }

  func waitUntilStopped() async {
    await server.waitUntilStopped()
    for channel in channels { await channel.close() }
  }
}
