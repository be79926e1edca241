/// A message that an application has begun to send.
struct ModelMessage {
  /// Where in the pattern its bytes are.
  var patternOffset: Int
  var byteCount: Int
  var isCompressed: Bool
}
