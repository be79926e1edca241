public import Messages

/// Where a streaming handler writes its answers.
public struct ResponseWriter<Response: Message>: Sendable {
  private enum Sink: Sendable {
    case call(ServerCall)
    case exchange(any ServerExchange)
  }

  private let sink: Sink

  init(call: ServerCall) {
    sink = .call(call)
  }

  /// Writes through the interceptors of a call.
  init(exchange: any ServerExchange) {
    sink = .exchange(exchange)
  }

  /// Sends one answer. Suspends while the caller has given no credit, or the connection cannot take more: a slow reader
  /// slows the handler, and never fills the memory.
  ///
  /// - Parameter isCompressed: whether it should be compressed, if the caller takes that and it gets smaller; nil = as
  ///   `CallContext.compressesResponses` says.
  ///
  /// Not woken by a cancellation of its own; the call's end (cancelled, timed out, connection lost) wakes it.
  /// - Throws: CANCELLED when the call has ended; RESOURCE_EXHAUSTED when the message is larger than the caller
  ///   accepts.
  public func write(_ message: Response, isCompressed: Bool? = nil) async throws(RPCError) {
    switch sink {
    case .call(let call):
      try await call.write(message, isCompressed: isCompressed ?? call.context.compressesResponses)
    case .exchange(let exchange):
      let isCompressed = isCompressed ?? exchange.context.compressesResponses
      try await exchange.write(message.encodedBytes(), isCompressed: isCompressed)
    }
  }
}
