/// An open call of encoded messages, as its caller sees it: the common form of all calls that are not unary. One task
/// may send while another reads. Letting go of it cancels the call.
public protocol StreamingExchange: AnyObject, Sendable {
  /// Sends a message. Suspends while the server has given no credit, or the connection cannot take more: a slow server
  /// slows the caller, and never fills the memory.
  /// - Parameter isCompressed: whether the message should be compressed, if the server takes that and it gets smaller.
  /// - Throws: CANCELLED when the call has ended, whose answers say how; RESOURCE_EXHAUSTED when the message is larger
  ///   than the server accepts.
  func send(_ message: [UInt8], isCompressed: Bool) async throws(RPCError)

  /// Says that no more messages will be sent.
  func finishSending()

  /// The next answer; nil after the last one, when the call has ended well. For one reader.
  /// - Throws: how the call ended, when it did not end well.
  func nextResponse() async throws(RPCError) -> [UInt8]?

  /// The server's initial metadata: waits until it is known, which it is at the latest with the first answer. Empty
  /// when the server sent none, or the call failed.
  func initialMetadata() async -> Metadata

  /// The server's trailing metadata, once `nextResponse` has returned nil. An `RPCError` has its own.
  var trailers: Metadata { get }

  /// Ends the call; the server's handler is cancelled.
  func cancel()
}
