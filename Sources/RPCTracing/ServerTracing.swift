internal import RPC
internal import Tracing

/// Puts a span around the handler of each call, which is current inside of it.
///
/// It sees what the handler says. What the server makes of it afterwards, such as an answer that is too large for the
/// caller, is in the server's metrics only; and a call that is refused before its handler runs has no span.
struct ServerTracing: ServerInterceptor {
  let tracer: CallTracer

  func intercept(
    _ exchange: any ServerExchange,
    next: @Sendable (any ServerExchange) async throws -> Void
  ) async throws {
    let call = exchange.context
    let span = tracer.beginAnswering(call)
    do {
      try await InstrumentationContext.$current.withValue(span.context) { try await next(exchange) }
    } catch {
      let (code, message) = ServerTracing.status(of: error)
      end(span, call, code, message)
      throw error
    }
    end(span, call, .ok, "")
  }

  private func end(_ span: CallSpan, _ call: CallContext, _ code: StatusCode, _ message: String) {
    guard Task.isCancelled else { return span.end(code, message) }
    // The caller was told already, or is gone; what the handler says reaches nobody.
    if call.timeRemaining == .zero { return span.end(.deadlineExceeded, "the time for the call ran out") }
    span.end(.cancelled, "the caller gave the call up")
  }

  /// What the caller is told of a handler's error.
  private static func status(of error: any Error) -> (StatusCode, String) {
    switch error {
    case let error as RPCError: error.code == .ok ? (.internalError, error.message) : (error.code, error.message)
    case is CancellationError: (.cancelled, "the call was cancelled")
    default: (.internalError, "\(type(of: error))")
    }
  }
}
