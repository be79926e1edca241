import CProtobufC
import CSafeUnpack
import Testing

/// Goal: valid messages pass unharmed. Method: decode each golden message and encode it again to the same bytes.
@Suite struct GoldenMessageTests {
  static let messages: [GoldenFile.Block] = (try? GoldenFile("messages.txt").blocks) ?? []

  @Test("the golden messages were read")
  func filesAreThere() {
    #expect(Self.messages.count >= 10)
  }

  @Test("a golden message is decoded and encodes to the same bytes", arguments: messages)
  func roundTrip(_ block: GoldenFile.Block) throws {
    let type = try #require(MessageTypes.descriptor(block["type"] ?? ""))
    let bytes = try ByteExpression.bytes(block["hex"] ?? "")
    let decoder = SafeDecoder()
    var error = OcopUnpackError()
    let message = try #require(decoder.unpack(type, bytes, error: &error))
    #expect(SafeDecoder.encode(message) == bytes)
  }

  @Test("a golden message that is cut anywhere is decoded or refused, never more", arguments: messages)
  func everyPrefix(_ block: GoldenFile.Block) throws {
    let type = try #require(MessageTypes.descriptor(block["type"] ?? ""))
    let bytes = try ByteExpression.bytes(block["hex"] ?? "")
    let decoder = SafeDecoder()
    for length in 0..<bytes.count {
      decoder.reset()
      var error = OcopUnpackError()
      let message = decoder.unpack(type, Array(bytes.prefix(length)), error: &error)
      #expect((message != nil) == (error.code == OCOP_UNPACK_OK))
      #expect(error.byte_offset <= length)
    }
  }
}
