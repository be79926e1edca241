internal import NIOCore
internal import NIOPosix
internal import RPC
internal import Wire

/// Connects sockets for a channel.
struct SocketConnector: Connector {
  let endpoint: Endpoint
  let configuration: SocketChannel.Configuration
  let address: String

  init(endpoint: Endpoint, configuration: SocketChannel.Configuration) {
    self.endpoint = endpoint
    self.configuration = configuration
    let peerName = configuration.peerName
    address = peerName.isEmpty ? "\(endpoint)" : "\(peerName) at \(endpoint)"
  }

  func connect(
    _ channel: ClientChannel,
    completion: @escaping @Sendable (Result<ClientConnection, RPCError>) -> Void
  ) {
    let loop = configuration.loop.eventLoop
    let connected =
      switch endpoint {
      case .tcp(let host, let port):
        bootstrap(channel, security: configuration.security, host: host)
          .channelOption(SocketOptions.noDelay, value: 1)
          .channelOption(SocketOptions.keepAlive, value: 0)
          .channelOption(
            SocketOptions.userTimeout,
            value: Int(CInt(clamping: configuration.limits.pingTimeoutMilliseconds))
          )
          .connect(host: host, port: port)
      case .unix(let path):
        bootstrap(channel, security: nil, host: "").connect(unixDomainSocketPath: path)
      }
    connected.hop(to: loop).whenComplete { result in
      do {
        let handler = try result.get().pipeline.syncOperations.handler(type: SocketHandler.self)
        handler.settle { outcome in
          switch outcome {
          case .success(let connection as ClientConnection): completion(.success(connection))
          case .success: completion(.failure(failure("the connection is of another kind")))
          case .failure(let error): completion(.failure(failure(error.message)))
          }
        }
      } catch {
        completion(.failure(failure(SocketError.reason(error))))
      }
    }
  }

  /// A bootstrap whose initialiser may run for several sockets, when a name has several addresses: each gets handlers
  /// of its own, and a connection is made for those that can be used.
  private func bootstrap(
    _ channel: ClientChannel,
    security: (any TransportSecurity)?,
    host: String
  ) -> ClientBootstrap {
    let expectedName = configuration.serverName.isEmpty ? host : configuration.serverName
    let timeout = TimeAmount.milliseconds(Int64(configuration.connectTimeoutMilliseconds))
    let runQueue = configuration.loop.runQueue
    let address = address
    return ClientBootstrap(group: configuration.loop.eventLoop)
      .connectTimeout(timeout)
      .channelOption(.writeBufferWaterMark, value: SocketServer.waterMark)
      .channelInitializer { child in
        child.eventLoop.makeCompletedFuture {
          try security?.secure(child, host: expectedName, timeout: timeout)
          try child.pipeline.syncOperations.addHandler(
            SocketHandler(isSecured: security != nil, runQueue: runQueue) { _ in
              channel.makeConnection(peer: address)
            }
          )
        }
      }
  }

  private func failure(_ reason: String) -> RPCError {
    RPCError(.unavailable, "cannot connect to \(address): \(reason)", isNotProcessed: true)
  }
}
