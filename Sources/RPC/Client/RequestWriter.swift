public import Messages

/// Where the caller of a streaming call writes its requests.
public struct RequestWriter<Request: Message>: Sendable {
  let exchange: any StreamingExchange
  let compressesRequests: Bool

  /// Sends one request. Suspends while the server has given no credit, or the connection cannot take more.
  /// - Parameter isCompressed: whether it should be compressed, if the server takes that and it gets smaller; nil = as
  ///   the call's options say.
  /// - Throws: CANCELLED when the call has ended, whose answer says how; RESOURCE_EXHAUSTED when the message is larger
  ///   than the server accepts.
  public func write(_ request: Request, isCompressed: Bool? = nil) async throws(RPCError) {
    do throws(RPCError) {
      try await exchange.send(request.encodedBytes(), isCompressed: isCompressed ?? compressesRequests)
    } catch {
      throw error.ofMadeCall
    }
  }

  /// Says that no more requests will come.
  public func finish() {
    exchange.finishSending()
  }
}
