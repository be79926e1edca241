internal import RPC

/// A resolver of one endpoint.
struct FixedAddress: AddressResolver {
  private let address: PoolAddress

  init(_ endpoint: Endpoint) {
    address = PoolAddress(endpoint: "\(endpoint)")
  }

  func start(_ update: @escaping @Sendable (Result<[PoolAddress], RPCError>) -> Void) {
    update(.success([address]))
  }

  func refresh() {}

  func stop() {}
}
