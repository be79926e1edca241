internal import NIOCore
internal import NIOPosix
internal import RPC

/// Connects sockets for a channel.
struct SocketConnector: Connector {
  let endpoint: Endpoint
  let peerName: String
  let loop: SocketLoop
  let timeoutMilliseconds: Int

  var address: String { peerName.isEmpty ? "\(endpoint)" : "\(peerName) at \(endpoint)" }

  func connect(
    _ channel: ClientChannel,
    completion: @escaping @Sendable (Result<ClientConnection, RPCError>) -> Void
  ) {
    let connection = channel.makeConnection(peer: address)
    let bootstrap = ClientBootstrap(group: loop.eventLoop)
      .connectTimeout(.milliseconds(Int64(timeoutMilliseconds)))
      .channelOption(.writeBufferWaterMark, value: SocketServer.waterMark)
      .channelInitializer { [loop] child in
        child.eventLoop.makeCompletedFuture {
          try child.pipeline.syncOperations.addHandler(
            SocketHandler(connection: connection, runQueue: loop.runQueue)
          )
        }
      }
    let connected =
      switch endpoint {
      case .tcp(let host, let port): bootstrap.connect(host: host, port: port)
      case .unix(let path): bootstrap.connect(unixDomainSocketPath: path)
      }
    let address = address
    connected.hop(to: loop.eventLoop).whenComplete { result in
      switch result {
      case .success:
        completion(.success(connection))
      case .failure(let error):
        let reason = SocketError.reason(error)
        completion(
          .failure(RPCError(.unavailable, "cannot connect to \(address): \(reason)", isNotProcessed: true))
        )
      }
    }
  }
}
