public import Messages

/// A message that is encoded already: an answer that its handler makes on a thread of its own choice, so that the
/// connection's event loop has only bytes to copy. For methods with the option `(ocop.rpc.v1.encoded_by_handler)`.
public struct EncodedMessage<Content: Message>: Sendable, Hashable {
  /// The encoding.
  public private(set) var bytes: [UInt8]

  /// Encodes a message.
  public init(_ message: Content) {
    bytes = message.encodedBytes()
  }

  /// Adds what another message sets, as decoders read two encodings one behind the other: repeated fields go behind
  /// those that are there, other fields take its values. A message field may be set in one of the two only: decoders
  /// here refuse one that comes twice.
  public mutating func merge(_ message: Content) {
    bytes += message.encodedBytes()
  }
}
