import Messages
import RPC

/// A channel to a service that is down.
struct UnreachableChannel: Channel {
  private var failure: RPCError { RPCError(.unavailable, "nobody is there") }

  func unary<Request: Message, Response: Message>(
    _ method: RPC.Method<Request, Response>,
    _ request: Request,
    options: CallOptions
  ) async throws(RPCError) -> Response {
    throw failure
  }

  func serverStreaming<Request: Message, Response: Message>(
    _ method: RPC.Method<Request, Response>,
    _ request: Request,
    options: CallOptions
  ) async throws(RPCError) -> ResponseStream<Response> {
    throw failure
  }

  func unaryBytes(path: String, request: [UInt8], options: CallOptions) async throws(RPCError) -> [UInt8] {
    throw failure
  }

  func serverStreamingBytes(
    path: String,
    request: [UInt8],
    options: CallOptions
  ) async throws(RPCError) -> ResponseStream<[UInt8]> {
    throw failure
  }

  func close() async {}
}
