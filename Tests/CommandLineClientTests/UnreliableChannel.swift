import Messages
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

  init(_ inner: any Channel, failures: [Failure]) {
    self.inner = inner
    self.failures = Mutex(failures)
  }

  func unaryBytes(path: String, request: [UInt8], options: CallOptions) async throws(RPCError) -> [UInt8] {
    let failure = failures.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    if case .before(let code) = failure { throw RPCError(code, "connection refused") }
    let answer = try await inner.unaryBytes(path: path, request: request, options: options)
    if case .after(let code) = failure { throw RPCError(code, "the connection was lost") }
    return answer
  }

  func unary<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    _ request: Request,
    options: CallOptions
  ) async throws(RPCError) -> Response {
    let answer = try await unaryBytes(path: method.path, request: request.encodedBytes(), options: options)
    do throws(MessageDecodingError) {
      return try Response(decodingBytes: answer)
    } catch {
      throw RPCError(.internalError, "\(error)")
    }
  }

  func serverStreaming<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    _ request: Request,
    options: CallOptions
  ) async throws(RPCError) -> ResponseStream<Response> {
    try await inner.serverStreaming(method, request, options: options)
  }

  func serverStreamingBytes(
    path: String,
    request: [UInt8],
    options: CallOptions
  ) async throws(RPCError) -> ResponseStream<[UInt8]> {
    try await inner.serverStreamingBytes(path: path, request: request, options: options)
  }

  func close() async { await inner.close() }
}
