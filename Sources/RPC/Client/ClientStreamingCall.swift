public import Messages

/// A call with a stream of requests and one answer, as its caller sees it.
public struct ClientStreamingCall<Request: Message, Response: Message>: Sendable {
  let exchange: any StreamingExchange
  let path: String
  /// Where the requests go. Finish it, then ask for the `response`.
  public let requests: RequestWriter<Request>

  init(exchange: any StreamingExchange, path: String, compressesRequests: Bool) {
    self.exchange = exchange
    self.path = path
    requests = RequestWriter(exchange: exchange, compressesRequests: compressesRequests)
  }

  /// Waits for the answer, which may come before all requests were sent. Cancelling the waiting task cancels the call.
  /// - Throws: how the call ended, when it did not end well; INTERNAL when the server sent no answer, or several.
  public func response() async throws(RPCError) -> UnaryResponse<Response> {
    do throws(RPCError) {
      return try await onlyResponse()
    } catch {
      throw error.ofMadeCall
    }
  }

  private func onlyResponse() async throws(RPCError) -> UnaryResponse<Response> {
    guard let bytes = try await exchange.nextResponse() else {
      throw RPCError(.internalError, "\(path) returned OK with no answer")
    }
    if try await exchange.nextResponse() != nil {
      exchange.cancel()
      throw RPCError(.internalError, "\(path) returned more than one answer")
    }
    return UnaryResponse(
      message: try decodeAnswer(bytes, path: path),
      metadata: await exchange.initialMetadata(),
      trailers: exchange.trailers
    )
  }

  /// Ends the call.
  public func cancel() {
    exchange.cancel()
  }
}
