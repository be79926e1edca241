public import Messages

/// Makes calls. Sendable and meant to be shared: any number of calls may be open at once.
///
/// A call ends with its answer or with `RPCError`. Cancelling the calling task cancels the call; when its timeout has
/// passed it fails with DEADLINE_EXCEEDED. Whether a call that ended with CANCELLED, DEADLINE_EXCEEDED or UNAVAILABLE
/// had its effect is unknown, unless the error's `isNotProcessed` is true.
public protocol Channel: Sendable {
  /// Makes a call with one request and one answer.
  func unary<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    _ request: Request,
    options: CallOptions
  ) async throws(RPCError) -> Response

  /// Makes a call with one request and a stream of answers. Errors of the call come from the stream.
  func serverStreaming<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    _ request: Request,
    options: CallOptions
  ) async throws(RPCError) -> ResponseStream<Response>

  /// `unary` for callers that have no types for the messages: encoded request in, encoded answer out.
  func unaryBytes(path: String, request: [UInt8], options: CallOptions) async throws(RPCError) -> [UInt8]

  /// `serverStreaming` for callers that have no types for the messages.
  func serverStreamingBytes(
    path: String,
    request: [UInt8],
    options: CallOptions
  ) async throws(RPCError) -> ResponseStream<[UInt8]>

  /// Ends the channel: open calls and later ones fail with UNAVAILABLE.
  func close() async
}
