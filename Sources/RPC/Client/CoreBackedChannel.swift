public import Messages
internal import Wire

/// A channel whose work is done by a `ClientChannel`; what transports conform to.
public protocol CoreBackedChannel: Channel {
  /// The channel without its transport.
  var core: ClientChannel { get }
}

extension CoreBackedChannel {
  /// See `Channel.unary`.
  public func unary<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    _ request: Request,
    options: CallOptions
  ) async throws(RPCError) -> Response {
    let answer = try await core.unary(
      path: method.path,
      request: request.encodedBytes(),
      options: options,
      isRepeatable: method.idempotency != .unknown
    )
    return try decodeAnswer(answer, path: method.path)
  }

  /// See `Channel.serverStreaming`.
  public func serverStreaming<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    _ request: Request,
    options: CallOptions
  ) async throws(RPCError) -> ResponseStream<Response> {
    let path = method.path
    let handle = try core.serverStreaming(
      path: path,
      request: request.encodedBytes(),
      options: options,
      isRepeatable: method.idempotency != .unknown
    )
    return ResponseStream(handle: handle) { bytes throws(RPCError) in try decodeAnswer(bytes, path: path) }
  }

  /// See `Channel.unaryBytes`.
  public func unaryBytes(path: String, request: [UInt8], options: CallOptions) async throws(RPCError) -> [UInt8] {
    try await core.unary(path: path, request: request, options: options, isRepeatable: false)
  }

  /// See `Channel.serverStreamingBytes`.
  public func serverStreamingBytes(
    path: String,
    request: [UInt8],
    options: CallOptions
  ) async throws(RPCError) -> ResponseStream<[UInt8]> {
    let handle = try core.serverStreaming(path: path, request: request, options: options, isRepeatable: false)
    return ResponseStream(handle: handle) { $0 }
  }

  /// See `Channel.close`.
  public func close() async {
    await core.close()
  }
}

private func decodeAnswer<Response: Message>(_ bytes: [UInt8], path: String) throws(RPCError) -> Response {
  do {
    return try Response(decodingBytes: bytes)
  } catch {
    throw RPCError(.internalError, "the answer of \(path) does not decode: \(error)")
  }
}

extension ClientChannel {
  func unary(
    path: String,
    request: [UInt8],
    options: CallOptions,
    isRepeatable: Bool
  ) async throws(RPCError) -> [UInt8] {
    let call = try UnaryCall(
      path: path,
      request: request,
      options: options,
      isRepeatable: isRepeatable,
      time: runQueue.driver
    )
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        call.setContinuation(continuation)
        submit(call)
      }
    } onCancel: {
      cancel(call)
    }
    return try result.get()
  }

  func serverStreaming(
    path: String,
    request: [UInt8],
    options: CallOptions,
    isRepeatable: Bool
  ) throws(RPCError) -> StreamHandle {
    let call = try StreamingCall(
      path: path,
      request: request,
      options: options,
      isRepeatable: isRepeatable,
      time: runQueue.driver,
      queue: ResponseQueue(windowBytes: limits.streamWindowBytes)
    )
    submit(call)
    return StreamHandle(call: call, channel: self)
  }
}
