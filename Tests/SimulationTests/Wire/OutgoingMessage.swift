/// A message that a side is in the middle of sending.
struct OutgoingMessage {
  let message: ModelMessage
  /// Bytes of it that were encoded.
  var offset = 0
  /// Whether its last frame also ends the sender's side of the stream.
  let endsStream: Bool
}
