import CProtobufC
import CSafeUnpack
import TestSupport
import Testing

/// Goal: whatever the prescan accepts, protobuf-c decodes within the estimate. Method: random messages of the two
/// hand-made types, then random damage to them; the seed is printed when something fails.
@Suite struct RandomisedTests {
  private func value(_ wireType: Int, _ depth: Int, _ random: inout SeededGenerator) -> [UInt8] {
    switch wireType {
    case 0: ByteExpression.varint(Int.random(in: 0...Int.max, using: &random) >> Int.random(in: 0...62, using: &random))
    case 1: (0..<8).map { _ in UInt8.random(in: 0...255, using: &random) }
    case 5: (0..<4).map { _ in UInt8.random(in: 0...255, using: &random) }
    default:
      {
        let content =
          depth > 0 && Bool.random(using: &random)
          ? fields(HandMadeTypes.node, depth - 1, &random)
          : (0..<Int.random(in: 0...20, using: &random)).map { _ in UInt8.random(in: 1...127, using: &random) }
        return ByteExpression.varint(content.count) + content
      }()
    }
  }

  /// Fields of a type, mostly with the wire type they should have, some unknown.
  private func fields(
    _ type: UnsafePointer<ProtobufCMessageDescriptor>,
    _ depth: Int,
    _ random: inout SeededGenerator
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      let field = type.pointee.fields[Int.random(in: 0..<Int(type.pointee.n_fields), using: &random)]
      let isUnknown = Int.random(in: 0..<10, using: &random) == 0
      let number = isUnknown ? Int.random(in: 100...10_000, using: &random) : Int(field.id)
      let wireType = isUnknown ? 0 : expectedWireType(field)
      bytes += ByteExpression.varint(number << 3 | wireType)
      if field.type == PROTOBUF_C_TYPE_MESSAGE && !isUnknown {
        let content = depth > 0 ? fields(HandMadeTypes.node, depth - 1, &random) : []
        bytes += ByteExpression.varint(content.count) + content
      } else {
        bytes += value(wireType, 0, &random)
      }
    }
    return bytes
  }

  private func expectedWireType(_ field: ProtobufCFieldDescriptor) -> Int {
    switch field.type {
    case PROTOBUF_C_TYPE_SFIXED32, PROTOBUF_C_TYPE_FIXED32, PROTOBUF_C_TYPE_FLOAT: 5
    case PROTOBUF_C_TYPE_SFIXED64, PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_DOUBLE: 1
    case PROTOBUF_C_TYPE_STRING, PROTOBUF_C_TYPE_BYTES, PROTOBUF_C_TYPE_MESSAGE: 2
    default: 0
    }
  }

  private func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    guard let index = bytes.indices.randomElement(using: &random) else { return }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes[index] = UInt8.random(in: 0...255, using: &random)
    case 2: bytes.remove(at: index)
    default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
    }
  }

  @Test(
    "what the prescan accepts is decoded within its estimate",
    arguments: [1, 2, 3, UInt64.random(in: 4...UInt64.max)]
  )
  func accepted(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let decoder = SafeDecoder(retainedBytes: 1024)
    var acceptedCount = 0
    var refusedCount = 0
    for round in 0..<3000 {
      let type = Bool.random(using: &random) ? HandMadeTypes.node : HandMadeTypes.everything
      var bytes = fields(type, 4, &random)
      for _ in 0..<Int.random(in: 0...2, using: &random) { damage(&bytes, &random) }
      let estimate = SafeDecoder.estimate(type, bytes)
      var error = OcopUnpackError()
      decoder.reset()
      let message = decoder.unpack(type, bytes, error: &error)
      let context: Comment = "seed \(seed), round \(round), bytes \(bytes)"
      guard let estimate else {
        refusedCount += 1
        #expect(message == nil && error.code != OCOP_UNPACK_OK && decoder.usedBytes == 0, context)
        continue
      }
      acceptedCount += 1
      let decoded = try #require(message, context)
      #expect(decoder.usedBytes <= estimate, context)
      #expect(estimate <= SafeDecoder.budget(bytes.count), context)
      // The meaning of the bytes is that of protobuf-c alone.
      let alone = try #require(protobuf_c_message_unpack(type, nil, bytes.count, bytes), context)
      #expect(SafeDecoder.encode(decoded) == SafeDecoder.encode(alone), context)
      protobuf_c_message_free_unpacked(alone, nil)
    }
    #expect(
      acceptedCount > 500 && refusedCount > 500,
      "seed \(seed): \(acceptedCount) accepted, \(refusedCount) refused"
    )
  }
}
