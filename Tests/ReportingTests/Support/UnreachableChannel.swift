import RPC

/// A channel to a service that is down.
struct UnreachableChannel: Channel {
  private var failure: RPCError { RPCError(.unavailable, "nobody is there") }

  func unary(_ method: AnyMethod, request: [UInt8], options: CallOptions) async throws(RPCError) -> UnaryAnswer {
    throw failure
  }

  func stream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions
  ) throws(RPCError) -> any StreamingExchange {
    throw failure
  }

  func close() async {}
}
