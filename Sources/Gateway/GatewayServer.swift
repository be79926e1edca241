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
    /// How the processes of a service are chosen, watched and left alone.
    var upstream = UpstreamSettings()
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
    /// Finds out who calls, and refuses who may not; nil = everybody is let in.
    var authenticator: (any AdmissionInterceptor)?
    /// Gives the gateway's own calls its own identity.
    var identified: @Sendable (any Channel) -> any Channel = { $0 }
    /// Makes the observer of the gateway's own calls to a service.
    var makeClientObserver: @Sendable (Endpoint) -> (any ClientObserver)? = { _ in nil }
  }

  private let server: SocketServer
  private let groups: [UpstreamGroup]

  var endpoint: Endpoint { server.endpoint }
  var endpoints: [Endpoint] { server.endpoints }

  static func start(
    at addresses: [ListenAddress],
    upstreams: [(routed: RoutedService, addresses: ServiceAddresses)],
    state: DaemonState,
    logger: Logger,
    limits: Limits = Limits(),
    options: Options = Options()
  ) async throws -> GatewayServer {
    let (loop, agent) = (options.loop, "ocop-gateway/\(ProgramVersion.text)")
    let groups = upstreams.map { group($0.routed, $0.addresses, limits: limits, options: options, logger: logger) }
    var router = Router()
    router.register(InstallationStatusService(state: state, groups: groups, timeout: limits.statusTimeout))
    if let records = options.records { router.register(IntrospectionService(records: records)) }
    router.register(HealthService(state: state, services: router.serviceNames))
    router.register(
      InstallationReflectionService(
        own: ReflectionService(paths: router.paths + ReflectionService.ownPaths),
        upstreams: groups.map { group in
          InstallationReflectionService.Upstream(
            name: group.routed.name,
            address: "\(group.addresses)",
            service: group.routed.service,
            channel: UpstreamChannel(group: group)
          )
        },
        timeout: limits.reflectionTimeout,
        cacheDuration: limits.reflectionCacheDuration
      )
    )
    if let authenticator = options.authenticator { router.intercept(admittingWith: authenticator) }
    router.traceCalls()
    let routes = ServiceRoutes(groups, own: router.serviceNames)
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
    for group in groups { group.start() }
    return GatewayServer(server: server, groups: groups)
  }

  private static func group(
    _ routed: RoutedService,
    _ addresses: ServiceAddresses,
    limits: Limits,
    options: Options,
    logger: Logger
  ) -> UpstreamGroup {
    var configuration = options.channel
    configuration.limits = limits.wire
    configuration.connectTimeoutMilliseconds = limits.connectTimeoutMilliseconds
    configuration.backoff.pauseMaxMilliseconds = limits.reconnectPauseMaxMilliseconds
    configuration.agent = "ocop-gateway/\(ProgramVersion.text)"
    configuration.loop = options.loop
    configuration.peerName = routed.name
    let (makeClientObserver, identified) = (options.makeClientObserver, options.identified)
    return UpstreamGroup(routed, at: addresses, settings: limits.upstream, loop: options.loop, logger: logger) {
      [configuration] endpoint, name in
      var configuration = configuration
      configuration.observer = makeClientObserver(endpoint)
      if configuration.serverName.isEmpty { configuration.serverName = name }
      let channel = SocketChannel(endpoint: endpoint, configuration: configuration, logger: logger)
      return UpstreamMember(channel: channel, traced: identified(channel.traced(server: TracedServer(endpoint))))
    }
  }

  func beginGracefulShutdown(gracePeriod: Duration) {
    server.beginGracefulShutdown(gracePeriod: gracePeriod)
  }

  func stopNow() {
    server.stopNow()
  }

  func waitUntilStopped() async {
    await server.waitUntilStopped()
    for group in groups { await group.close() }
  }
}
