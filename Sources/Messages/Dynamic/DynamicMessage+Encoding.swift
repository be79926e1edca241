extension DynamicMessage {
  /// The encoded message, fields by number. ``set(_:for:)`` admitted only what can be encoded, so this never fails.
  public func encodedBytes() -> [UInt8] {
    var encoder = MessageEncoder()
    encoder.append(self)
    return encoder.bytes
  }
}
