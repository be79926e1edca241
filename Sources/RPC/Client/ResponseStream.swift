internal import Messages

/// The answers of a streaming call, for one reader. It ends after the service has said OK and throws `RPCError` when
/// the call ends in any other way. Reading slowly slows the service; memory stays bounded by the call's credit.
///
/// Cancelling the reading task, or letting go of the stream, cancels the call.
public struct ResponseStream<Element: Sendable>: AsyncSequence, Sendable {
  /// What a response stream throws.
  public typealias Failure = RPCError

  let exchange: any StreamingExchange
  let decode: @Sendable ([UInt8]) throws(RPCError) -> Element

  /// The answers of an open call, each decoded by `decode`.
  public init(
    exchange: any StreamingExchange,
    decode: @escaping @Sendable ([UInt8]) throws(RPCError) -> Element
  ) {
    self.exchange = exchange
    self.decode = decode
  }

  /// Reads the answers in order.
  public struct AsyncIterator: AsyncIteratorProtocol {
    let exchange: any StreamingExchange
    let decode: @Sendable ([UInt8]) throws(RPCError) -> Element

    /// The next answer; nil after the last one.
    public mutating func next() async throws(RPCError) -> Element? {
      try await AsyncIterator.read(exchange, decode)
    }

    /// The next answer; nil after the last one.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(RPCError) -> Element? {
      try await AsyncIterator.read(exchange, decode)
    }

    private static func read(
      _ exchange: any StreamingExchange,
      _ decode: @Sendable ([UInt8]) throws(RPCError) -> Element
    ) async throws(RPCError) -> Element? {
      do throws(RPCError) {
        guard let bytes = try await exchange.nextResponse() else { return nil }
        return try decode(bytes)
      } catch {
        throw error.ofMadeCall
      }
    }
  }

  /// An iterator over the rest of the answers; use one at a time.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(exchange: exchange, decode: decode)
  }

  /// The server's initial metadata: waits until it is known, which it is at the latest with the first answer.
  public func initialMetadata() async -> Metadata {
    await exchange.initialMetadata()
  }

  /// The server's trailing metadata, once the stream has ended well.
  public var trailers: Metadata { exchange.trailers }

  /// Ends the call.
  public func cancel() {
    exchange.cancel()
  }
}

extension ResponseStream where Element: Message {
  init(_ exchange: any StreamingExchange, path: String) {
    self.init(exchange: exchange) { bytes throws(RPCError) in try decodeAnswer(bytes, path: path) }
  }
}
