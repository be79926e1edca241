/// A streaming call that has come so far that it is not repeated: its first answer is there, or its good end.
struct OpenedStream: Sendable {
  let exchange: any StreamingExchange
  /// Nil when the call ended well without an answer.
  let first: [UInt8]?
}
