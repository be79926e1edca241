internal import RPC
internal import Synchronization
internal import Tracing

/// A span of a call, from its beginning until its end is told for the first time.
final class CallSpan: Sendable {
  private let span: any Span
  private let failures: Set<StatusCode>
  private let isEnded = Atomic<Bool>(false)

  /// The context that is current inside of the call.
  var context: InstrumentationContext { span.context }

  init(_ span: any Span, method: String, attempt: UInt8, server: TracedServer? = nil, failures: Set<StatusCode>) {
    self.span = span
    self.failures = failures
    span.updateAttributes { attributes in
      attributes["rpc.system.name"] = "ocop"
      attributes["rpc.method"] = method
      // OpenTelemetry has no name for this; HTTP's is http.request.resend_count.
      if attempt > 0 { attributes["ocop.attempt"] = Int64(attempt) }
      if let server {
        attributes["server.address"] = server.address
        if let port = server.port { attributes["server.port"] = Int64(port) }
      }
    }
  }

  /// Ends it as the call ended; later words count no more.
  func end(_ error: RPCError?) {
    end(error?.code ?? .ok, error?.message ?? "")
  }

  /// Ends it with a status.
  func end(_ code: StatusCode, _ message: String) {
    if isEnded.exchange(true, ordering: .acquiringAndReleasing) { return }
    let isFailure = failures.contains(code)
    span.updateAttributes { attributes in
      attributes["rpc.response.status_code"] = "\(code)"
      if isFailure { attributes["error.type"] = "\(code)" }
    }
    if isFailure { span.setStatus(SpanStatus(code: .error, message: message.isEmpty ? nil : message)) }
    span.end()
  }
}
