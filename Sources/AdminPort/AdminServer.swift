public import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
public import RPCSocket

/// A small HTTP server for operators: one request a connection, GET and HEAD only, everything bounded. It has a thread
/// of its own, so that what it does takes no time from the loop that answers calls.
public final class AdminServer: Sendable {
  /// Where it listens; with the real port.
  public let endpoint: Endpoint
  private let listener: any Channel
  private let group: MultiThreadedEventLoopGroup

  private init(endpoint: Endpoint, listener: any Channel, group: MultiThreadedEventLoopGroup) {
    self.endpoint = endpoint
    self.listener = listener
    self.group = group
  }

  /// There are too many connections.
  private struct TooManyConnections: Error {}

  /// Starts to listen.
  /// - Parameters:
  ///   - host: an address of this machine, or a name of one. Whoever reaches it can read everything there is.
  ///   - port: 0 lets the system choose.
  /// - Throws: `SocketError` when the address cannot be listened on.
  public static func start(
    host: String,
    port: Int,
    routes: AdminRoutes,
    limits: AdminLimits = AdminLimits(),
    logger: Logger
  ) async throws -> AdminServer {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let endpoint = Endpoint.tcp(host: host, port: port)
    let isLoopbackOnly = Endpoint.tcp(host: host, port: port).isOnThisMachineOnly
    let openCount = NIOLoopBoundBox.makeBoxSendingValue(0, eventLoop: group.next())
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 64)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptGuard(logger: logger))
        }
      }
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if openCount.value >= limits.connectionsMax { throw TooManyConnections() }
          openCount.value += 1
          channel.closeFuture.whenComplete { _ in openCount.value -= 1 }
          try addHandlers(to: channel, routes, limits, isLoopbackOnly: isLoopbackOnly, logger)
        }
      }
    do {
      let listener = try await bootstrap.bind(host: host, port: port).get()
      let real = Endpoint.tcp(host: host, port: listener.localAddress?.port ?? port)
      return AdminServer(endpoint: real, listener: listener, group: group)
    } catch {
      try? await group.shutdownGracefully()
      throw SocketError.cannotListen(on: "\(endpoint)", because: error)
    }
  }

  private static func addHandlers(
    to channel: any Channel,
    _ routes: AdminRoutes,
    _ limits: AdminLimits,
    isLoopbackOnly: Bool,
    _ logger: Logger
  ) throws {
    var decoderLimits = NIOHTTPDecoderLimitConfiguration()
    decoderLimits.maxHeaderFieldSize = limits.headBytesMax
    decoderLimits.maxHeaderListSize = limits.headBytesMax
    decoderLimits.maxHeaderFieldCount = limits.headerLinesMax
    let decoder = HTTPRequestDecoder(
      leftOverBytesStrategy: .dropBytes,
      informationalResponseStrategy: .drop,
      limitConfiguration: decoderLimits
    )
    try channel.pipeline.syncOperations.addHandlers(
      HTTPResponseEncoder(),
      ByteToMessageHandler(decoder),
      AdminConnection(routes: routes, limits: limits, isLoopbackOnly: isLoopbackOnly, logger: logger)
    )
  }

  /// Stops: takes no more connections, and ends those that are open.
  public func stop() async {
    try? await listener.close()
    try? await group.shutdownGracefully()
  }
}
