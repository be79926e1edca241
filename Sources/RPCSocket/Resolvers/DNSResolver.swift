public import RPC

/// A resolver that asks the system for the addresses of a host, IPv4 and IPv6, again and again. What is asked, and how
/// (DNS, /etc/hosts), the system's configuration says.
public final class DNSResolver: AddressResolver {
  /// How often it asks when nothing is wrong. getaddrinfo(3) does not tell how long an answer holds.
  public static let intervalDefault = Duration.seconds(30)
  /// How often it asks at most.
  public static let intervalMinDefault = Duration.seconds(5)
  /// Most addresses that are used; what a name has beyond them is left out.
  public static let addressesMax = 256

  private let resolver: LookingResolver

  /// A resolver for a host's name.
  /// - Parameters:
  ///   - port: the port at every address.
  ///   - interval: time between two questions when nothing is wrong.
  ///   - intervalMin: least time between two questions, whatever `refresh` asks.
  public convenience init(
    host: String,
    port: Int,
    interval: Duration = intervalDefault,
    intervalMin: Duration = intervalMinDefault,
    loop: SocketLoop = .shared
  ) {
    self.init(
      host: host,
      port: port,
      schedule: ResolverSchedule(interval: interval, intervalMin: intervalMin),
      driver: loop.runQueue.driver,
      lookup: HostLookup.addresses
    )
  }

  init(
    host: String,
    port: Int,
    schedule: ResolverSchedule,
    driver: any LoopDriver,
    run: (@Sendable (@escaping @Sendable () -> Void) -> Void)? = nil,
    lookup: @escaping @Sendable (String) throws(SocketError) -> [String]
  ) {
    resolver = LookingResolver(schedule: schedule, driver: driver, run: run) {
      do throws(SocketError) {
        let addresses = try lookup(host).prefix(DNSResolver.addressesMax)
        if addresses.isEmpty { throw SocketError("the name has no address") }
        return .found(addresses.map { PoolAddress(endpoint: "\(Endpoint.tcp(host: $0, port: port))") })
      } catch {
        return .failed(RPCError(.unavailable, "cannot resolve \(host): \(error.message)", isNotProcessed: true))
      }
    }
  }

  /// See `AddressResolver`.
  public func start(_ update: @escaping @Sendable (Result<[PoolAddress], RPCError>) -> Void) {
    resolver.start(update)
  }

  /// See `AddressResolver`.
  public func refresh() { resolver.refresh() }

  /// See `AddressResolver`.
  public func stop() { resolver.stop() }
}
