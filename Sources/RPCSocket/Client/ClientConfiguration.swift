public import Logging
public import RPC

/// Everything that can be chosen about a client of a service with several servers, and the channel that follows from
/// it: interceptors around repetition around interceptors around a pool of
/// sockets.
///
///     var configuration = ClientConfiguration()
///     configuration.service = try ServiceConfiguration(parsing: text)
///     let channel = configuration.makeChannel(to: DNSResolver(host: "registry", port: 7401), logger: logger)
///     let registry = RegistryV1.RegistryClient(channel: channel)
public struct ClientConfiguration: Sendable {
  /// How members are picked, watched and ejected.
  public var pool = PoolConfiguration()
  /// How the connections to them are.
  public var sockets = SocketChannel.Configuration()
  /// Timeouts, limits and repetition, by method.
  public var service = ServiceConfiguration()
  /// Around everything else; a call passes the first one first.
  public var interceptors: [any ClientInterceptor] = []
  /// Around each attempt of a call; an attempt passes the first one first.
  public var attemptInterceptors: [any ClientInterceptor] = []

  /// The standard configuration.
  public init() {}

  /// A channel to the servers that a resolver tells. End it with `close()`.
  public func makeChannel(to resolver: any AddressResolver, logger: Logger) -> any Channel {
    let pool = PooledChannel.sockets(resolver: resolver, configuration: pool, sockets: sockets, logger: logger)
    let driver = sockets.loop.runQueue.driver
    let attempts = pool.intercepted(by: attemptInterceptors)
    return RetryingChannel(around: attempts, configuration: service, driver: driver).intercepted(by: interceptors)
  }
}
