internal import RPC

/// A channel to an address that makes no sense: it never connects, and says why.
struct UnusableChannel: ConnectionAwareChannel {
  let reason: String

  private var error: RPCError { RPCError(.unavailable, reason, isNotProcessed: true) }

  var connectivity: Connectivity { .resting(reason: reason) }

  func observeConnectivity(_ observer: @escaping @Sendable (Connectivity) -> Void) {
    observer(connectivity)
  }

  func connect() {}

  func unary(_ method: AnyMethod, request: [UInt8], options: CallOptions) async throws(RPCError) -> UnaryAnswer {
    throw error
  }

  func stream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions
  ) throws(RPCError) -> any StreamingExchange {
    throw error
  }

  func close() async {}
}
