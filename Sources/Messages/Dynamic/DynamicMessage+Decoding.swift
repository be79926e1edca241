extension DynamicMessage {
  /// Decodes a message. The bytes may come from anybody: the rules of PROTOCOL.md's section 13 are kept, with the same
  /// verdicts as for generated messages.
  ///
  /// - Throws: ``MessageDecodingError`` saying what is wrong and where.
  public init(_ descriptor: MessageDescriptor, decoding bytes: UnsafeRawBufferPointer) throws(MessageDecodingError) {
    self = try MessageDecoder.decode(descriptor, bytes)
  }

  /// Decodes a message from an array.
  ///
  /// - Throws: ``MessageDecodingError`` saying what is wrong and where.
  public init(_ descriptor: MessageDescriptor, decodingBytes bytes: [UInt8]) throws(MessageDecodingError) {
    let result: Result<DynamicMessage, MessageDecodingError> = bytes.withUnsafeBytes { buffer in
      do throws(MessageDecodingError) {
        return .success(try DynamicMessage(descriptor, decoding: buffer))
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }
}
