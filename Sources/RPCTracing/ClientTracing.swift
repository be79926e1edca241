internal import RPC
internal import Tracing

/// Puts a span around each call that passes, and sends its trace along.
struct ClientTracing: ClientInterceptor {
  let tracer: CallTracer
  let server: TracedServer?

  func interceptUnary(
    _ method: AnyMethod,
    request: [UInt8],
    options: CallOptions,
    next: any Channel
  ) async throws(RPCError) -> UnaryAnswer {
    var options = options
    let span = tracer.beginMaking(method, server: server, options: &options)
    // Current, so that the spans of attempts, where a channel inside repeats calls, are its children.
    let result: Result<UnaryAnswer, RPCError> = await InstrumentationContext.$current.withValue(span.context) {
      [options] in
      do throws(RPCError) {
        return .success(try await next.unary(method, request: request, options: options))
      } catch {
        return .failure(error)
      }
    }
    if case .failure(let error) = result { span.end(error) } else { span.end(nil) }
    return try result.get()
  }

  func interceptStream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions,
    next: any Channel
  ) throws(RPCError) -> any StreamingExchange {
    var options = options
    let span = tracer.beginMaking(method, server: server, options: &options)
    let result: Result<any StreamingExchange, RPCError> = InstrumentationContext.$current.withValue(span.context) {
      do throws(RPCError) {
        return .success(try next.stream(method, request: request, options: options))
      } catch {
        return .failure(error)
      }
    }
    switch result {
    case .success(let exchange):
      return TracedExchange(exchange, span)
    case .failure(let error):
      span.end(error)
      throw error
    }
  }
}
