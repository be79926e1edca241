/// One of the addresses that a pool spreads its calls over.
public struct PoolAddress: Hashable, Sendable {
  /// The shares of calls that an address may be given.
  public static let weightRange = 1...1_000

  /// Where it is, as the transport writes it: "tcp:10.0.0.7:7401", "unix:/run/ocop/registry.sock".
  public let endpoint: String
  /// Its share of the calls, compared with the weights of the others; 1...1000.
  public let weight: Int

  /// An address with weight 1.
  public init(endpoint: String) {
    self.endpoint = endpoint
    weight = 1
  }

  /// An address with a weight.
  /// - Throws: INVALID_ARGUMENT when the weight is not in `weightRange`.
  public init(endpoint: String, weight: Int) throws(RPCError) {
    guard PoolAddress.weightRange.contains(weight) else {
      throw RPCError(
        .invalidArgument,
        "the weight \(weight) of \(endpoint) is not in \(PoolAddress.weightRange.lowerBound)"
          + "...\(PoolAddress.weightRange.upperBound)"
      )
    }
    self.endpoint = endpoint
    self.weight = weight
  }
}
