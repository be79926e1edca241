public import Logging
public import RPC

extension PooledChannel {
  /// A pool whose members are reached over sockets: a `SocketChannel` to each address.
  /// - Parameter sockets: how their connections are.
  public static func sockets(
    resolver: any AddressResolver,
    configuration: PoolConfiguration = PoolConfiguration(),
    sockets: SocketChannel.Configuration = SocketChannel.Configuration(),
    logger: Logger
  ) -> PooledChannel {
    PooledChannel(
      resolver: resolver,
      configuration: configuration,
      driver: sockets.loop.runQueue.driver,
      logger: logger
    ) { address in
      do throws(SocketError) {
        let endpoint = try Endpoint(parsing: address.endpoint)
        return SocketChannel(endpoint: endpoint, configuration: sockets, logger: logger)
      } catch {
        return UnusableChannel(reason: error.message)
      }
    }
  }
}
