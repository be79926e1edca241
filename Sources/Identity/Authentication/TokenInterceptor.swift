public import RPC
internal import Synchronization

/// Sends a token with every call of a channel.
public final class TokenInterceptor: ClientInterceptor {
  /// The metadata entry that carries a token.
  public static let key = "authorization"

  private let value: Mutex<String>

  /// - Parameter token: the token's text.
  public init(token: String) { value = Mutex("Bearer " + token) }

  /// Sends another token from now on.
  public func replace(token: String) { value.withLock { $0 = "Bearer " + token } }

  /// See `ClientInterceptor`.
  public func interceptUnary(
    _ method: AnyMethod,
    request: [UInt8],
    options: CallOptions,
    next: any Channel
  ) async throws(RPCError) -> UnaryAnswer {
    try await next.unary(method, request: request, options: identified(options))
  }

  /// See `ClientInterceptor`.
  public func interceptStream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions,
    next: any Channel
  ) throws(RPCError) -> any StreamingExchange {
    try next.stream(method, request: request, options: identified(options))
  }

  /// A call that brings an identity of its own keeps it.
  private func identified(_ options: CallOptions) -> CallOptions {
    if options.metadata[TokenInterceptor.key] != nil { return options }
    var options = options
    options.metadata.append(value.withLock { $0 }, forKey: TokenInterceptor.key)
    return options
  }
}
