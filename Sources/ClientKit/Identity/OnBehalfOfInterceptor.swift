package import RPC

/// Says with every call for whom it is made, where that is not who makes it: for the audit log, and nothing else.
package struct OnBehalfOfInterceptor: ClientInterceptor {
  /// The metadata entry.
  package static let key = "ocop-on-behalf-of"

  package let name: String

  package func interceptUnary(
    _ method: AnyMethod,
    request: [UInt8],
    options: CallOptions,
    next: any Channel
  ) async throws(RPCError) -> UnaryAnswer {
    try await next.unary(method, request: request, options: told(options))
  }

  package func interceptStream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions,
    next: any Channel
  ) throws(RPCError) -> any StreamingExchange {
    try next.stream(method, request: request, options: told(options))
  }

  private func told(_ options: CallOptions) -> CallOptions {
    var options = options
    options.metadata.append(name, forKey: OnBehalfOfInterceptor.key)
    return options
  }
}
