public import Messages

extension Channel {
  /// Makes a call with one request and one answer.
  public func unary<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    _ request: Request,
    options: CallOptions = CallOptions()
  ) async throws(RPCError) -> Response {
    let answer: UnaryAnswer
    do throws(RPCError) {
      answer = try await unary(method.untyped, request: request.encodedBytes(), options: options)
    } catch {
      throw error.ofMadeCall
    }
    return try decodeAnswer(answer.message, path: method.path)
  }

  /// `unary`, with the server's metadata.
  public func unaryResponse<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    _ request: Request,
    options: CallOptions = CallOptions()
  ) async throws(RPCError) -> UnaryResponse<Response> {
    let answer: UnaryAnswer
    do throws(RPCError) {
      answer = try await unary(method.untyped, request: request.encodedBytes(), options: options)
    } catch {
      throw error.ofMadeCall
    }
    let message: Response = try decodeAnswer(answer.message, path: method.path)
    return UnaryResponse(message: message, metadata: answer.metadata, trailers: answer.trailers)
  }

  /// Makes a call with one request and a stream of answers. Errors of the call come from the stream.
  public func serverStreaming<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    _ request: Request,
    options: CallOptions = CallOptions()
  ) async throws(RPCError) -> ResponseStream<Response> {
    let exchange = try opened(method.untyped, request: request.encodedBytes(), options: options)
    return ResponseStream(exchange, path: method.path)
  }

  /// Opens a call with a stream of requests and one answer.
  public func clientStreaming<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    options: CallOptions = CallOptions()
  ) async throws(RPCError) -> ClientStreamingCall<Request, Response> {
    let exchange = try opened(method.untyped, request: nil, options: options)
    return ClientStreamingCall(
      exchange: exchange,
      path: method.path,
      compressesRequests: options.compressesRequests
    )
  }

  /// Opens a call with a stream of requests and a stream of answers.
  public func bidirectional<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    options: CallOptions = CallOptions()
  ) async throws(RPCError) -> BidirectionalCall<Request, Response> {
    let exchange = try opened(method.untyped, request: nil, options: options)
    return BidirectionalCall(
      requests: RequestWriter(exchange: exchange, compressesRequests: options.compressesRequests),
      responses: ResponseStream(exchange, path: method.path)
    )
  }

  /// `unary` for callers that have no types for the messages: encoded request in, encoded answer out.
  public func unaryBytes(
    path: String,
    request: [UInt8],
    options: CallOptions = CallOptions()
  ) async throws(RPCError) -> [UInt8] {
    do throws(RPCError) {
      return try await unary(AnyMethod(path: path, kind: .unary), request: request, options: options).message
    } catch {
      throw error.ofMadeCall
    }
  }

  /// `serverStreaming` for callers that have no types for the messages.
  public func serverStreamingBytes(
    path: String,
    request: [UInt8],
    options: CallOptions = CallOptions()
  ) async throws(RPCError) -> ResponseStream<[UInt8]> {
    let exchange = try opened(AnyMethod(path: path, kind: .serverStreaming), request: request, options: options)
    return ResponseStream(exchange: exchange) { $0 }
  }

  private func opened(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions
  ) throws(RPCError) -> any StreamingExchange {
    do throws(RPCError) {
      return try stream(method, request: request, options: options)
    } catch {
      throw error.ofMadeCall
    }
  }
}

func decodeAnswer<Response: Message>(_ bytes: [UInt8], path: String) throws(RPCError) -> Response {
  do {
    return try Response(decodingBytes: bytes)
  } catch {
    throw RPCError(.internalError, "the answer of \(path) does not decode: \(error)")
  }
}
