public import Logging
internal import NIOCore
internal import NIOPosix
public import RPC
internal import Synchronization
public import Wire

/// Listens on endpoints and answers calls.
public final class SocketServer: Sendable {
  /// Where it listens, in the order of the addresses it was given; with the real ports. Never empty.
  public let endpoints: [Endpoint]
  private let listeners: [ServerListener]
  private let loop: SocketLoop
  private let registry: ConnectionRegistry
  private let isHandedOver = Atomic<Bool>(false)

  /// The first of its endpoints.
  public var endpoint: Endpoint { endpoints[0] }

  private init(listeners: [ServerListener], loop: SocketLoop, registry: ConnectionRegistry) {
    endpoints = listeners.map(\.endpoint)
    self.listeners = listeners
    self.loop = loop
    self.registry = registry
  }

  /// Starts to listen at one endpoint.
  /// - Parameters:
  ///   - endpoint: where; port 0 lets the system choose.
  ///   - router: the methods answered here.
  ///   - relay: takes the calls of all other methods; nil = they are UNIMPLEMENTED.
  ///   - observer: is told what happens on the connections.
  ///   - agent: this program and version, "ocop-registry/0.1.0", told to clients.
  ///   - connectionsMax: connections kept at once; more are closed as they come.
  /// - Throws: `SocketError` when the address cannot be listened on: taken, not allowed, not of this machine.
  public static func start(
    endpoint: Endpoint,
    router: Router,
    relay: (any CallRelay)? = nil,
    observer: (any ServerObserver)? = nil,
    limits: WireLimits = .standard,
    logger: Logger,
    agent: String = "ocop",
    loop: SocketLoop = .shared,
    connectionsMax: Int = Configuration.connectionsMaxDefault
  ) async throws -> SocketServer {
    var configuration = Configuration()
    configuration.limits = limits
    configuration.observer = observer
    configuration.agent = agent
    configuration.loop = loop
    configuration.connectionsMax = connectionsMax
    return try await start(
      at: [.endpoint(endpoint)],
      router: router,
      relay: relay,
      configuration: configuration,
      logger: logger
    )
  }

  /// Starts to listen.
  /// - Parameters:
  ///   - addresses: where; at least one.
  ///   - router: the methods answered here.
  ///   - relay: takes the calls of all other methods; nil = they are UNIMPLEMENTED.
  /// - Throws: `SocketError` when one of the addresses cannot be listened on; then none is.
  public static func start(
    at addresses: [ListenAddress],
    router: Router,
    relay: (any CallRelay)? = nil,
    configuration: Configuration = Configuration(),
    logger: Logger
  ) async throws -> SocketServer {
    var configuration = configuration
    configuration.limits = configuration.effectiveLimits
    let contradictions = configuration.limits.contradictions
    precondition(contradictions.isEmpty, contradictions.joined(separator: "; "))
    let registry = ConnectionRegistry(configuration: configuration, logger: logger)
    let driver = configuration.loop.runQueue.driver
    let admission = ServerAdmission(limits: configuration.serverLimits, time: driver)
    if let observer = configuration.observer { driver.execute { observer.serverStarted(admission) } }
    let acceptor = ConnectionAcceptor(
      methods: MethodTable(router),
      relay: relay,
      admission: admission,
      configuration: configuration,
      registry: registry,
      logger: logger
    )
    var listeners: [ServerListener] = []
    for address in addresses {
      do {
        listeners += try await ServerListener.open(address, configuration) { isTCP in
          bootstrap(acceptor, isTCP: isTCP)
        }
      } catch {
        for listener in listeners { listener.abandon() }
        throw error
      }
    }
    guard !listeners.isEmpty else { throw SocketError("there is no address to listen on") }
    return SocketServer(listeners: listeners, loop: configuration.loop, registry: registry)
  }

  private static func bootstrap(_ acceptor: ConnectionAcceptor, isTCP: Bool) -> ServerBootstrap {
    let logger = acceptor.logger
    let bootstrap = ServerBootstrap(group: acceptor.configuration.loop.eventLoop)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptGuard(logger: logger))
        }
      }
      .childChannelOption(.writeBufferWaterMark, value: waterMark)
      .childChannelInitializer { channel in acceptor.accept(channel, isTCP: isTCP) }
    if !isTCP { return bootstrap }
    let limits = acceptor.configuration.limits
    return
      bootstrap
      .serverChannelOption(SocketOptions.noDelay, value: 1)
      .serverChannelOption(SocketOptions.keepAlive, value: 0)
      .serverChannelOption(SocketOptions.userTimeout, value: Int(CInt(clamping: limits.pingTimeoutMilliseconds)))
  }

  /// Stops to listen, tells every client to open no more calls, and lets what is running finish: handlers see it as
  /// `CallContext.isDraining`. What has not finished after `gracePeriod` is cut off. Returns at once.
  public func beginGracefulShutdown(gracePeriod: Duration = .seconds(10)) {
    loop.eventLoop.execute { [self] in
      if !registry.beginShutdown() { return }
      closeListeners()
      let registry = NIOLoopBound(registry, eventLoop: loop.eventLoop)
      let nanoseconds = TimeAmount(gracePeriod)
      let cut = loop.eventLoop.scheduleTask(in: nanoseconds) { registry.value.closeAll() }
      registry.value.whenEmpty { cut.cancel() }
    }
  }

  /// Stops to listen and closes every connection now; handlers are cancelled.
  public func stopNow() {
    loop.eventLoop.execute { [self] in
      if registry.beginShutdown() { closeListeners() }
      registry.closeAll()
    }
  }

  private func closeListeners() {
    let isHandedOver = isHandedOver.load(ordering: .relaxed)
    for listener in listeners { listener.close(isHandedOver: isHandedOver) }
  }

  /// Its listening sockets, while it listens; empty when it does not keep them for that.
  var socketsForHandover: [HandedSocket] {
    listeners.compactMap { listener in
      listener.copy.map { HandedSocket(address: "\(listener.address)", descriptor: $0) }
    }
  }

  /// Whether connections are accepted; those that are not wait in the kernel. Two processes that accept on one socket
  /// wake each other for nothing. Waits for the loop: not for use on it.
  func setAccepting(_ isAccepting: Bool) {
    for listener in listeners { try? listener.channel.setOption(.autoRead, value: isAccepting).wait() }
  }

  /// Whether another process listens on the same sockets: then their files are not this one's any more.
  func setHandedOver(_ isHandedOver: Bool) {
    self.isHandedOver.store(isHandedOver, ordering: .relaxed)
  }

  /// Returns when the server has stopped and its last connection is closed.
  public func waitUntilStopped() async {
    for listener in listeners { try? await listener.channel.closeFuture.get() }
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      loop.eventLoop.execute { [self] in registry.whenEmpty { continuation.resume() } }
    }
  }

  static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 65_536, high: 262_144)
}
