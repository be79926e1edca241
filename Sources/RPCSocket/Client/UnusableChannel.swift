public import RPC

/// A channel to an address that makes no sense: it never connects, and says why.
public struct UnusableChannel: ConnectionAwareChannel {
  private let reason: String

  /// A channel that fails with UNAVAILABLE.
  /// - Parameter reason: why, for people.
  public init(reason: String) {
    self.reason = reason
  }

  private var error: RPCError { RPCError(.unavailable, reason, isNotProcessed: true) }

  /// See `ConnectionAwareChannel`.
  public var connectivity: Connectivity { .resting(reason: reason) }

  /// See `ConnectionAwareChannel`.
  public func observeConnectivity(_ observer: @escaping @Sendable (Connectivity) -> Void) {
    observer(connectivity)
  }

  /// See `ConnectionAwareChannel`.
  public func connect() {}

  /// See `Channel.unary`.
  public func unary(_ method: AnyMethod, request: [UInt8], options: CallOptions) async throws(RPCError) -> UnaryAnswer {
    throw error
  }

  /// See `Channel.stream`.
  public func stream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions
  ) throws(RPCError) -> any StreamingExchange {
    throw error
  }

  /// See `Channel.close`.
  public func close() async {}
}
