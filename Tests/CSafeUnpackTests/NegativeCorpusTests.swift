import CProtobufC
import CSafeUnpack
import Testing

/// Goal: every hostile input is refused for its own reason and at its own byte, and nothing valid is. Method: the
/// corpus proto/golden/negative/messages.txt, which other implementations can be held to as well.
@Suite struct NegativeCorpusTests {
  static let corpus: [GoldenFile.Block] = (try? GoldenFile("negative/messages.txt").blocks) ?? []

  static let verdicts: [String: OcopUnpackCode] = [
    "accepted": OCOP_UNPACK_OK,
    "truncated": OCOP_UNPACK_TRUNCATED,
    "varint_too_long": OCOP_UNPACK_VARINT_TOO_LONG,
    "field_number_zero": OCOP_UNPACK_FIELD_NUMBER_ZERO,
    "wire_type_unsupported": OCOP_UNPACK_WIRE_TYPE_UNSUPPORTED,
    "wire_type_mismatch": OCOP_UNPACK_WIRE_TYPE_MISMATCH,
    "length_beyond_end": OCOP_UNPACK_LENGTH_BEYOND_END,
    "too_deep": OCOP_UNPACK_TOO_DEEP,
    "invalid_utf8": OCOP_UNPACK_INVALID_UTF8,
    "nul_in_string": OCOP_UNPACK_NUL_IN_STRING,
    "repeated_submessage": OCOP_UNPACK_REPEATED_SUBMESSAGE,
    "bad_packed": OCOP_UNPACK_BAD_PACKED,
    "over_budget": OCOP_UNPACK_OVER_BUDGET,
  ]

  @Test("the corpus was read and has every verdict")
  func corpusIsWhole() {
    #expect(Self.corpus.count >= 100)
    let found = Set(Self.corpus.compactMap { $0["verdict"] })
    #expect(found == Set(Self.verdicts.keys))
  }

  @Test("an input gets the verdict of the corpus, at its byte and in its field", arguments: corpus)
  func verdict(_ block: GoldenFile.Block) throws {
    let type = try #require(MessageTypes.descriptor(block["type"] ?? ""))
    let bytes = try ByteExpression.bytes(block["bytes"] ?? "")
    let expected = try #require(Self.verdicts[block["verdict"] ?? ""])
    let decoder = SafeDecoder()
    var error = OcopUnpackError()
    let message = decoder.unpack(type, bytes, error: &error)
    #expect(error.code == expected, "\(String(cString: ocop_unpack_code_description(error.code)))")
    #expect((message != nil) == (expected == OCOP_UNPACK_OK))
    if expected == OCOP_UNPACK_OK {
      // Work is bounded: what was allocated is within the estimate, and that within the budget.
      let estimate = try #require(SafeDecoder.estimate(type, bytes))
      #expect(decoder.usedBytes <= estimate)
      #expect(estimate <= SafeDecoder.budget(bytes.count))
    } else {
      // Nothing was allocated for what is refused, be it a frame that takes protobuf-c 21 s.
      #expect(decoder.usedBytes == 0)
      #expect(decoder.heldBytes == 65_536)
      if let offset = block["offset"], offset != "any" { #expect(String(error.byte_offset) == offset) }
      #expect(block["field"].map { $0 == String(error.field_number) } ?? false)
      #expect(error.message != nil)
    }
  }

  @Test("an accepted input is decoded as protobuf-c decodes it alone", arguments: corpus)
  func sameAsLibrary(_ block: GoldenFile.Block) throws {
    guard block["verdict"] == "accepted" else { return }
    let type = try #require(MessageTypes.descriptor(block["type"] ?? ""))
    let bytes = try ByteExpression.bytes(block["bytes"] ?? "")
    var error = OcopUnpackError()
    let decoder = SafeDecoder()
    let safe = try #require(decoder.unpack(type, bytes, error: &error))
    let alone = try #require(protobuf_c_message_unpack(type, nil, bytes.count, bytes))
    defer { protobuf_c_message_free_unpacked(alone, nil) }
    #expect(SafeDecoder.encode(safe) == SafeDecoder.encode(alone))
  }
}
