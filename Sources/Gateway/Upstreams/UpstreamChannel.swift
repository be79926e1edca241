import RPC

/// The gateway's own calls to a service: each goes to one of its processes that get calls. They only read, so one that
/// is lost with a process is made once more with another.
struct UpstreamChannel: Channel {
  let group: UpstreamGroup

  func unary(_ method: AnyMethod, request: [UInt8], options: CallOptions) async throws(RPCError) -> UnaryAnswer {
    let (channel, token) = try group.channelForOwnCall()
    do throws(RPCError) {
      return try await channel.unary(method, request: request, options: options)
    } catch  where error.code == .unavailable && group.hasChoice {
      guard let (other, _) = try? group.channelForOwnCall(avoiding: token) else { throw error }
      return try await other.unary(method, request: request, options: options)
    }
  }

  func stream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions
  ) throws(RPCError) -> any StreamingExchange {
    try group.channelForOwnCall().channel.stream(method, request: request, options: options)
  }

  func close() async {}
}
