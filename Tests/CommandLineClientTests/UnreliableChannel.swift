import RPC
import Synchronization

/// Passes calls on, but lets the first few fail: before they arrive, or after they did, when only the answer is lost.
final class UnreliableChannel: Channel {
  enum Failure: Sendable {
    case before(StatusCode)
    case after(StatusCode)
  }

  private let inner: any Channel
  private let failures: Mutex<[Failure]>

  /// The only method that fails; nil = every one.
  private let methodName: String?

  init(_ inner: any Channel, failures: [Failure], of methodName: String? = nil) {
    self.inner = inner
    self.methodName = methodName
    self.failures = Mutex(failures)
  }

  func unary(_ method: AnyMethod, request: [UInt8], options: CallOptions) async throws(RPCError) -> UnaryAnswer {
    if let methodName, !method.path.hasSuffix("/" + methodName) {
      return try await inner.unary(method, request: request, options: options)
    }
    let failure = failures.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    if case .before(let code) = failure { throw RPCError(code, "connection refused") }
    let answer = try await inner.unary(method, request: request, options: options)
    if case .after(let code) = failure { throw RPCError(code, "the connection was lost") }
    return answer
  }

  func stream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions
  ) throws(RPCError) -> any StreamingExchange {
    try inner.stream(method, request: request, options: options)
  }

  func close() async { await inner.close() }
}
