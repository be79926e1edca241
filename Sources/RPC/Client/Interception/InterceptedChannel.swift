/// A channel whose calls pass one interceptor.
struct InterceptedChannel: Channel {
  let interceptor: any ClientInterceptor
  let next: any Channel

  func unary(_ method: AnyMethod, request: [UInt8], options: CallOptions) async throws(RPCError) -> UnaryAnswer {
    try await interceptor.interceptUnary(method, request: request, options: options, next: next)
  }

  func stream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions
  ) throws(RPCError) -> any StreamingExchange {
    try interceptor.interceptStream(method, request: request, options: options, next: next)
  }

  func close() async {
    await next.close()
  }
}

extension Channel {
  /// This channel with interceptors in front: a call passes the first one first, its answer the first one last. Closing
  /// it closes this channel.
  public func intercepted(by interceptors: [any ClientInterceptor]) -> any Channel {
    var channel: any Channel = self
    for interceptor in interceptors.reversed() {
      channel = InterceptedChannel(interceptor: interceptor, next: channel)
    }
    return channel
  }
}
