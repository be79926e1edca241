/// A call as it passes through interceptors to its handler: encoded requests in, encoded answers out, whatever its
/// kind. An interceptor that wants to see or change them gives `next` an exchange of its own around the one it got.
public protocol ServerExchange: Sendable {
  /// What is known of the call, and what can be added to its answer.
  var context: CallContext { get }

  /// The next request; nil after the last. A call with one request has exactly one.
  /// - Throws: CANCELLED when the call is over; INVALID_ARGUMENT for a request that does not inflate.
  func nextRequest() async throws(RPCError) -> [UInt8]?

  /// Sends an answer. Suspends while the caller takes no more. A call with one answer takes exactly one, and sends it
  /// when all interceptors have returned.
  /// - Parameter isCompressed: whether it should be compressed, if the caller takes that and it gets smaller.
  /// - Throws: CANCELLED when the call is over; RESOURCE_EXHAUSTED when the answer is larger than the caller accepts;
  ///   INTERNAL for a second answer where there may be one.
  func write(_ answer: [UInt8], isCompressed: Bool) async throws(RPCError)
}

extension ServerExchange {
  /// Sends an answer, compressed as `CallContext.compressesResponses` says.
  public func write(_ answer: [UInt8]) async throws(RPCError) {
    try await write(answer, isCompressed: context.compressesResponses)
  }
}
