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
    var reflectionTimeout = Duration.seconds(3)
    /// How long a service's description is used before it is asked again.
    var reflectionCacheDuration = Duration.seconds(2)
    /// How the processes of a service are chosen, watched and left alone.
    var upstream = UpstreamSettings()
    /// How often files that are followed are looked at.
    var fileInterval = Duration.seconds(1)
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
    /// Where the routes come from when they change; nil = they stay.
    var routeFile: FollowedFile<[Route]>?
    /// Where callers' limits come from when they change; nil = they stay.
    var limitFile: FollowedFile<CallerLimits>?
    /// Is told of every call; nil = none is kept.
    var accessLog: AccessLog?
    /// Says whose a call is.
    var naming: any CallerNaming = TransportCallers()
  }

  /// What takes the connections.
  let server: SocketServer
  /// What the metrics are made of.
  let parts: GatewayParts
  private let routes: RouteTable

  var endpoint: Endpoint { server.endpoint }
  var endpoints: [Endpoint] { server.endpoints }

  static func start(
    at addresses: [ListenAddress],
    routes: [Route],
    callerLimits: CallerLimits = CallerLimits(),
    state: DaemonState,
    logger: Logger,
    limits: Limits = Limits(),
    options: Options = Options()
  ) async throws -> GatewayServer {
    let own = ownServices(options)
    let driver = options.loop.runQueue.driver
    let callers = CallerDirectory(limits: callerLimits, naming: options.naming)
    let parts = GatewayParts(
      callers: callers,
      routeFile: options.routeFile,
      limitFile: options.limitFile,
      accessLog: options.accessLog
    )
    let table = RouteTable(own: own, callers: callers, logger: logger) { route in
      group(route, callers: callers, limits: limits, options: options, logger: logger)
    }
    table.apply(routes)
    var configuration = options.server
    configuration.limits = limits.wire
    configuration.agent = "ocop-gateway/\(ProgramVersion.text)"
    configuration.loop = options.loop
    configuration.observer = options.records
    if let log = options.accessLog { configuration.observer = AccessObserver(records: options.records, log: log) }
    let server: SocketServer
    do {
      server = try await SocketServer.start(
        at: addresses,
        router: router(table, parts, state: state, limits: limits, options: options),
        relay: table,
        configuration: configuration,
        logger: logger
      )
    } catch {
      await table.close()
      throw error
    }
    options.routeFile?.follow(interval: limits.fileInterval, driver: driver) { routes in
      // On the loop, so that a table is whole before another one comes.
      driver.execute { table.apply(routes) }
    }
    options.limitFile?.follow(interval: limits.fileInterval, driver: driver) { callers.setLimits($0) }
    return GatewayServer(server: server, parts: parts, routes: table)
  }

  /// The services that the gateway answers itself, beside health and reflection of itself.
  private static func ownServices(_ options: Options) -> [String] {
    var services = [GatewayV1.GatewayMethods.getInstallationStatus.service]
    if options.records != nil { services.append(RpcV1.IntrospectionMethods.getServer.service) }
    return services + [RpcV1.HealthMethods.check.service, RpcV1.ReflectionMethods.listServices.service]
  }

  private static func router(
    _ table: RouteTable,
    _ parts: GatewayParts,
    state: DaemonState,
    limits: Limits,
    options: Options
  ) -> Router {
    var router = Router()
    router.register(
      InstallationStatusService(
        state: state,
        routes: table,
        parts: parts,
        timeout: limits.statusTimeout
      )
    )
    if let records = options.records { router.register(IntrospectionService(records: records)) }
    router.register(HealthService(state: state, services: router.serviceNames))
    router.register(
      InstallationReflectionService(
        own: ReflectionService(paths: router.paths + ReflectionService.ownPaths),
        upstreams: {
          table.groups.map { group in
            InstallationReflectionService.Upstream(
              name: group.name,
              address: "\(group.addresses)",
              service: group.service,
              channel: UpstreamChannel(group: group)
            )
          }
        },
        timeout: limits.reflectionTimeout,
        cacheDuration: limits.reflectionCacheDuration
      )
    )
    if let authenticator = options.authenticator { router.intercept(admittingWith: authenticator) }
    router.traceCalls()
    return router
  }

  private static func group(
    _ route: Route,
    callers: CallerDirectory,
    limits: Limits,
    options: Options,
    logger: Logger
  ) -> UpstreamGroup {
    var configuration = options.channel
    configuration.limits = limits.wire.ofRelay
    configuration.connectTimeoutMilliseconds = limits.connectTimeoutMilliseconds
    configuration.backoff.pauseMaxMilliseconds = limits.reconnectPauseMaxMilliseconds
    configuration.agent = "ocop-gateway/\(ProgramVersion.text)"
    configuration.loop = options.loop
    configuration.peerName = route.name
    let (makeClientObserver, identified) = (options.makeClientObserver, options.identified)
    return UpstreamGroup(route, settings: limits.upstream, callers: callers, loop: options.loop, logger: logger) {
      [configuration] endpoint, name in
      var configuration = configuration
      configuration.observer = makeClientObserver(endpoint)
      if configuration.serverName.isEmpty { configuration.serverName = name }
      let channel = SocketChannel(endpoint: endpoint, configuration: configuration, logger: logger)
      return UpstreamMember(channel: channel, traced: identified(channel.traced(server: TracedServer(endpoint))))
    }
  }

  /// Reads again what it was told by files.
  func reload() {
    parts.routeFile?.reload()
    parts.limitFile?.reload()
    parts.accessLog?.reopen()
  }

  func beginGracefulShutdown(gracePeriod: Duration) {
    server.beginGracefulShutdown(gracePeriod: gracePeriod)
  }

  func stopNow() {
    server.stopNow()
  }

  func waitUntilStopped() async {
    await server.waitUntilStopped()
    parts.routeFile?.stop()
    parts.limitFile?.stop()
    await routes.close()
    await flushAccessLog()
  }

  /// Waits until the access log's last lines are written, as long as that is a matter of a moment.
  private func flushAccessLog() async {
    guard let log = parts.accessLog else { return }
    let (ends, continuation) = AsyncStream.makeStream(of: Void.self)
    log.flush { continuation.finish() }
    let timer = Task {
      try await Task.sleep(for: GatewayServer.flushTimeout)
      continuation.finish()
    }
    for await _ in ends {}
    timer.cancel()
  }

  private static let flushTimeout = Duration.seconds(1)
}
