internal import Logging
internal import NIOCore
internal import NIOPosix
internal import RPC
internal import Wire

/// Turns accepted sockets into connections. Used on the server's loop.
struct ConnectionAcceptor: Sendable {
  let methods: MethodTable
  let relay: (any CallRelay)?
  let admission: ServerAdmission
  let configuration: SocketServer.Configuration
  let registry: ConnectionRegistry
  let logger: Logger

  /// Makes a connection of a socket; fails, so that SwiftNIO closes the socket, when there is no room for it.
  func accept(_ channel: any NIOCore.Channel, isTCP: Bool) -> EventLoopFuture<Void> {
    if isTCP {
      return channel.eventLoop.makeCompletedFuture {
        try accept(channel, peer: ConnectionAcceptor.peerText(channel), process: nil)
      }
    }
    return PeerCredentials.read(channel).flatMapThrowing { process in
      var peer = "unix"
      if let process { peer += " (pid \(process.processID), uid \(process.userID))" }
      try accept(channel, peer: peer, process: process)
    }
  }

  private func accept(_ channel: any NIOCore.Channel, peer: String, process: PeerProcess?) throws {
    guard let number = registry.admit(channel, peer: peer) else { throw SocketError("too many connections") }
    // Not when the connection ends: its last bytes are still to leave, and a server that waits for its connections must
    // not be gone before.
    channel.closeFuture.whenComplete { _ in registry.remove(number) }
    // Those of this machine come over a Unix socket, whose file says who may connect.
    let security = process == nil ? configuration.security : nil
    let handler = SocketHandler(isSecured: security != nil, runQueue: configuration.loop.runQueue) { certificate in
      let connection = ServerConnection(
        methods: methods,
        relay: relay,
        observer: configuration.observer,
        admission: admission,
        limits: configuration.limits,
        peer: peer,
        identity: PeerIdentity(process: process, certificate: certificate),
        runQueue: configuration.loop.runQueue,
        logger: logger,
        agent: configuration.agent
      ) { _ in }
      connection.whenGreeted = { registry.greeted(number) }
      registry.began(number, connection)
      return connection
    }
    do {
      if let security {
        let timeout = TimeAmount.milliseconds(Int64(configuration.limits.handshakeTimeoutMilliseconds))
        try security.secure(channel, host: nil, timeout: timeout)
      }
      try channel.pipeline.syncOperations.addHandler(handler)
    } catch {
      registry.remove(number)
      throw error
    }
    handler.whenUnsecured = { error in noteUnsecured(peer, error) }
    handler.settle { result in
      guard case .failure(let error) = result else { return }
      registry.remove(number)
      noteUnsecured(peer, error)
    }
  }

  /// The peer is not to be talked to: one line, and one in the metrics.
  private func noteUnsecured(_ peer: String, _ error: SocketError) {
    let failure = error.handshakeFailure ?? .other
    configuration.observer?.connectionNotSecured(reason: failure.rawValue)
    logger.info(
      "connection closed",
      metadata: [
        "peer": "\(peer)", "reason": "not_secured", "cause": "\(failure.rawValue)", "detail": "\(error.message)",
      ]
    )
  }

  private static func peerText(_ channel: any NIOCore.Channel) -> String {
    guard let address = channel.remoteAddress, let host = address.ipAddress, let port = address.port else {
      return "unknown"
    }
    return Endpoint.tcp(host: host, port: port).description
  }
}
