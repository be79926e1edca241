public import RPC

/// A resolver whose addresses never change.
public struct StaticResolver: AddressResolver {
  private let addresses: [PoolAddress]

  /// A list of addresses.
  /// - Throws: `SocketError` when it is empty, when one of them is no endpoint, or comes twice.
  public init(_ addresses: [PoolAddress]) throws(SocketError) {
    guard !addresses.isEmpty else { throw SocketError("a list of addresses is empty") }
    var seen: Set<String> = []
    for address in addresses {
      let endpoint = try Endpoint(parsing: address.endpoint)
      guard seen.insert("\(endpoint)").inserted else { throw SocketError("\(endpoint) is in the list twice") }
    }
    self.addresses = addresses
  }

  /// Tells the list at once.
  public func start(_ update: @escaping @Sendable (Result<[PoolAddress], RPCError>) -> Void) {
    update(.success(addresses))
  }

  /// There is nothing to look at.
  public func refresh() {}

  /// There is nothing to stop.
  public func stop() {}
}
