public import Logging
internal import NIOCore
internal import NIOPosix
public import RPC
internal import Synchronization
public import Wire

/// Listens on an endpoint and answers calls.
///
/// Unchecked: `connections` and `isStopping` are touched on the loop only; everything else is immutable.
public final class SocketServer: @unchecked Sendable {
  /// Where it listens; with the real port.
  public let endpoint: Endpoint
  private let listener: any NIOCore.Channel
  private let loop: SocketLoop
  private let registry: ConnectionRegistry

  /// How many connections a server keeps by default.
  public static let connectionsMaxDefault = 4096

  private init(endpoint: Endpoint, listener: any NIOCore.Channel, loop: SocketLoop, registry: ConnectionRegistry) {
    self.endpoint = endpoint
    self.listener = listener
    self.loop = loop
    self.registry = registry
  }

  /// Starts to listen.
  /// - Parameters:
  ///   - endpoint: where; port 0 lets the system choose.
  ///   - router: the methods answered here.
  ///   - relay: takes the calls of all other methods; nil = they are UNIMPLEMENTED.
  ///   - agent: this program and version, "ocop-registry/0.1.0", told to clients.
  ///   - connectionsMax: connections kept at once; more are closed as they come.
  /// - Throws: `SocketError` when the address cannot be listened on: taken, not allowed, not of this machine.
  public static func start(
    endpoint: Endpoint,
    router: Router,
    relay: (any CallRelay)? = nil,
    limits: WireLimits = .standard,
    logger: Logger,
    agent: String = "ocop",
    loop: SocketLoop = .shared,
    connectionsMax: Int = connectionsMaxDefault
  ) async throws -> SocketServer {
    let contradictions = limits.contradictions
    precondition(contradictions.isEmpty, contradictions.joined(separator: "; "))
    let methods = MethodTable(router)
    let registry = ConnectionRegistry(connectionsMax: connectionsMax, logger: logger)
    let bootstrap = ServerBootstrap(group: loop.eventLoop)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptGuard(logger: logger))
        }
      }
      .childChannelOption(.writeBufferWaterMark, value: SocketServer.waterMark)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let connection = ServerConnection(
            methods: methods,
            relay: relay,
            limits: limits,
            peer: SocketServer.peerText(channel),
            runQueue: loop.runQueue,
            logger: logger,
            agent: agent
          ) { registry.remove($0) }
          guard registry.add(connection) else { throw SocketError("too many connections") }
          try channel.pipeline.syncOperations.addHandler(
            SocketHandler(connection: connection, runQueue: loop.runQueue)
          )
        }
      }
    let listener = try await listen(bootstrap, endpoint)
    var real = endpoint
    if case .tcp(let host, _) = endpoint, let port = listener.localAddress?.port { real = .tcp(host: host, port: port) }
    return SocketServer(endpoint: real, listener: listener, loop: loop, registry: registry)
  }

  /// Stops to listen, tells every client to open no more calls, and lets what is running finish: handlers see it as
  /// `CallContext.isDraining`. What has not finished after `gracePeriod` is cut off. Returns at once.
  public func beginGracefulShutdown(gracePeriod: Duration = .seconds(10)) {
    loop.eventLoop.execute { [self] in
      if !registry.beginShutdown() { return }
      stopListening()
      let registry = NIOLoopBound(registry, eventLoop: loop.eventLoop)
      let nanoseconds = TimeAmount(gracePeriod)
      let cut = loop.eventLoop.scheduleTask(in: nanoseconds) { registry.value.closeAll() }
      registry.value.whenEmpty { cut.cancel() }
    }
  }

  /// Stops to listen and closes every connection now; handlers are cancelled.
  public func stopNow() {
    loop.eventLoop.execute { [self] in
      if registry.beginShutdown() { stopListening() }
      registry.closeAll()
    }
  }

  /// Returns when the server has stopped and its last connection is closed.
  public func waitUntilStopped() async {
    try? await listener.closeFuture.get()
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      loop.eventLoop.execute { [self] in registry.whenEmpty { continuation.resume() } }
    }
  }

  private func stopListening() {
    listener.close(promise: nil)
    if case .unix(let path) = endpoint { UnixSocketFile.remove(path) }
  }

  static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 65_536, high: 262_144)

  private static func listen(
    _ bootstrap: ServerBootstrap,
    _ endpoint: Endpoint
  ) async throws -> any NIOCore.Channel {
    do {
      switch endpoint {
      case .tcp(let host, let port):
        return try await bootstrap.bind(host: host, port: port).get()
      case .unix(let path):
        try UnixSocketFile.prepare(path)
        return try await bootstrap.bind(unixDomainSocketPath: path).get()
      }
    } catch let error as SocketError {
      throw error
    } catch {
      var message = "cannot listen on \(endpoint): \(SocketError.reason(error))"
      if let error = error as? IOError, error.errnoCode == addressInUse {
        message += "; another process listens there, stop it or choose another port"
      }
      throw SocketError(message)
    }
  }

  private static func peerText(_ channel: any NIOCore.Channel) -> String {
    guard let address = channel.remoteAddress else { return "unknown" }
    guard let host = address.ipAddress, let port = address.port else { return "unix" }
    return Endpoint.tcp(host: host, port: port).description
  }
}
