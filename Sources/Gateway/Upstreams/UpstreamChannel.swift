import RPC

/// The gateway's own calls to a service: each goes to one of its processes that get calls.
struct UpstreamChannel: Channel {
  let group: UpstreamGroup

  func unary(_ method: AnyMethod, request: [UInt8], options: CallOptions) async throws(RPCError) -> UnaryAnswer {
    try await group.channelForOwnCall().unary(method, request: request, options: options)
  }

  func stream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions
  ) throws(RPCError) -> any StreamingExchange {
    try group.channelForOwnCall().stream(method, request: request, options: options)
  }

  func close() async {}
}
