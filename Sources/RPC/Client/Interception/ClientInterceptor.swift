/// Stands between a caller and a channel: sees each call before it is made and each answer before the caller does, and
/// may change, answer or refuse either. What it does not implement passes through.
///
/// Interceptors are given to `Channel.intercepted(by:)`. Around a `RetryingChannel` an interceptor sees each call once,
/// inside of it each attempt.
public protocol ClientInterceptor: Sendable {
  /// A call with one request and one answer.
  /// - Parameter next: makes the call; may be used not at all, or more than once.
  func interceptUnary(
    _ method: AnyMethod,
    request: [UInt8],
    options: CallOptions,
    next: any Channel
  ) async throws(RPCError) -> UnaryAnswer

  /// A call of any kind that is opened as an exchange. To see the messages, return a `WrappingExchange`.
  /// - Parameters:
  ///   - request: the only request; nil when requests follow through the exchange.
  ///   - next: opens the call.
  func interceptStream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions,
    next: any Channel
  ) throws(RPCError) -> any StreamingExchange
}

extension ClientInterceptor {
  /// Passes the call through.
  public func interceptUnary(
    _ method: AnyMethod,
    request: [UInt8],
    options: CallOptions,
    next: any Channel
  ) async throws(RPCError) -> UnaryAnswer {
    try await next.unary(method, request: request, options: options)
  }

  /// Passes the call through.
  public func interceptStream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions,
    next: any Channel
  ) throws(RPCError) -> any StreamingExchange {
    try next.stream(method, request: request, options: options)
  }
}
