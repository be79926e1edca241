/// A channel whose work is done by a `ClientChannel`; what transports conform to.
public protocol CoreBackedChannel: ConnectionAwareChannel {
  /// The channel without its transport.
  var core: ClientChannel { get }
}

extension CoreBackedChannel {
  /// See `Channel.unary`.
  public func unary(
    _ method: AnyMethod,
    request: [UInt8],
    options: CallOptions
  ) async throws(RPCError) -> UnaryAnswer {
    try await core.unary(method, request: request, options: options)
  }

  /// See `Channel.stream`.
  public func stream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions
  ) throws(RPCError) -> any StreamingExchange {
    try core.stream(method, request: request, options: options)
  }

  /// See `Channel.close`.
  public func close() async {
    await core.close()
  }
}

extension ClientChannel {
  func unary(
    _ method: AnyMethod,
    request: [UInt8],
    options: CallOptions
  ) async throws(RPCError) -> UnaryAnswer {
    let call = try UnaryCall(
      method,
      request: request,
      options: options.inheriting(CallContext.current),
      limits: limits,
      time: runQueue.driver,
      observer: observer
    )
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        call.setContinuation(continuation)
        submit(call)
      }
    } onCancel: {
      cancel(call)
    }
    return try result.get()
  }

  func stream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions
  ) throws(RPCError) -> any StreamingExchange {
    let call = try StreamingCall(
      method,
      request: request,
      options: options.inheriting(CallContext.current),
      limits: limits,
      time: runQueue.driver,
      observer: observer
    )
    submit(call)
    return CoreExchange(call: call, channel: self)
  }
}
