public import Messages

/// The requests of a streaming call as its handler reads them: for one reader. It ends when the caller has sent its
/// last request, and throws CANCELLED when the call ends before that. Reading slowly slows the caller; memory stays
/// bounded by the call's credit.
public struct RequestStream<Request: Message>: AsyncSequence, Sendable {
  /// What a request stream throws.
  public typealias Failure = RPCError
  /// What it holds.
  public typealias Element = Request

  let reader: any RequestReader

  /// Reads the requests in order.
  public struct AsyncIterator: AsyncIteratorProtocol {
    let reader: any RequestReader

    /// The next request; nil after the last one. INVALID_ARGUMENT for one that does not decode.
    public mutating func next() async throws(RPCError) -> Request? {
      try await RequestStream.next(of: reader)
    }

    /// The next request; nil after the last one. INVALID_ARGUMENT for one that does not decode.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(RPCError) -> Request? {
      try await RequestStream.next(of: reader)
    }
  }

  /// An iterator over the rest of the requests; use one at a time.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(reader: reader)
  }

  private static func next(of reader: any RequestReader) async throws(RPCError) -> Request? {
    guard let bytes = try await reader.nextRequest() else { return nil }
    do {
      return try Request(decodingBytes: bytes)
    } catch {
      throw .undecodableRequest(error)
    }
  }
}

extension RequestStream {
  /// Requests for calling a handler directly, without a connection.
  public init(_ requests: [Request]) {
    self.init(reader: RequestList(requests.map { $0.encodedBytes() }))
  }
}
