import CProtobufC
import CSafeUnpack
import Testing

@testable import Messages

/// Goal: messages whose type was learnt from a daemon are decoded as safely as those whose C is compiled in. Method:
/// the same corpus, its types reflected; verdict, byte and field must be the same.
@Suite struct ReflectedCorpusTests {
  private static let verdicts: [String: MessageDecodingError.Reason] = [
    "truncated": .truncated, "varint_too_long": .varintTooLong, "field_number_zero": .fieldNumberZero,
    "wire_type_unsupported": .wireTypeUnsupported, "wire_type_mismatch": .wireTypeMismatch,
    "length_beyond_end": .lengthBeyondEnd, "too_deep": .tooDeep, "invalid_utf8": .invalidUTF8,
    "nul_in_string": .nulInString, "repeated_submessage": .repeatedSubmessage, "bad_packed": .badPacked,
    "over_budget": .overBudget,
  ]

  /// The types of the corpus: the catalogue's, and the two that proto/golden/README.md describes.
  private static let schema: Result<DynamicSchema, any Error> = Result {
    var schema = RpcV1.ServiceSchema()
    schema.service = RpcV1.ReflectedService()
    schema.service?.name = "test.Corpus"
    schema.messages = SchemaCatalog.messages.map(\.reflected) + [node, everything]
    var choice = RpcV1.ReflectedEnumeration()
    choice.name = "test.Choice"
    choice.values = [RpcV1.ReflectedEnumerationValue()]
    choice.values[0].name = "CHOICE_UNSPECIFIED"
    schema.enumerations = SchemaCatalog.enumerations.map(\.reflected) + [choice]
    // A message that contains itself is refused in a daemon's schema; here it is what shows the limit of depth.
    var limits = DynamicSchemaLimits()
    limits.admitsRecursion = true
    return try DynamicSchema(schema, limits: limits)
  }

  private static let node: RpcV1.ReflectedMessage = {
    var node = RpcV1.ReflectedMessage()
    node.name = "test.Node"
    node.fields = [
      field("child", 1, .message, repeated: false), field("children", 2, .message, repeated: true),
      field("value", 3, .uint32, repeated: false), field("text", 4, .string, repeated: false),
    ]
    return node
  }()

  private static let everything: RpcV1.ReflectedMessage = {
    let types: [RpcV1.FieldType] = [
      .int32, .sint32, .sfixed32, .int64, .sint64, .sfixed64, .uint32, .fixed32, .uint64, .fixed64, .float, .double,
      .bool, .enumeration, .string, .bytes, .message,
    ]
    var everything = RpcV1.ReflectedMessage()
    everything.name = "test.Everything"
    for (index, type) in types.enumerated() {
      everything.fields.append(field("single_\(index)", UInt32(index + 1), type, repeated: false))
      everything.fields.append(field("repeated_\(index)", UInt32(index + 21), type, repeated: true))
    }
    return everything
  }()

  private static func field(
    _ name: String,
    _ number: UInt32,
    _ type: RpcV1.FieldType,
    repeated: Bool
  ) -> RpcV1.ReflectedField {
    var field = RpcV1.ReflectedField()
    field.name = name
    field.number = number
    field.type = type
    field.repeated = repeated
    field.typeName = type == .message ? "test.Node" : type == .enumeration ? "test.Choice" : ""
    return field
  }

  @Test("an input gets the verdict of the corpus, at its byte and in its field", arguments: NegativeCorpusTests.corpus)
  func verdict(_ block: GoldenFile.Block) throws {
    let type = try #require(try Self.schema.get().message(named: block["type"] ?? ""))
    let bytes = try ByteExpression.bytes(block["bytes"] ?? "")
    if block["verdict"] == "accepted" {
      let message = try DynamicMessage(type, decodingBytes: bytes)
      #expect(try DynamicMessage(type, decodingBytes: message.encodedBytes()) == message)
      return
    }
    let error = try #require(throws: MessageDecodingError.self) { try DynamicMessage(type, decodingBytes: bytes) }
    #expect(error.reason == Self.verdicts[block["verdict"] ?? ""])
    if let offset = block["offset"], offset != "any" { #expect(error.byteOffset.map(String.init) == offset) }
    if let number = block["field"].flatMap(Int.init), number != 0 {
      let names = try Self.schema.get().messages.compactMap { message in
        message.field(number: number).map { "\(message.fullName).\($0.name)" }
      }
      #expect(
        (names + ["\(type.fullName), field \(number)"]).contains { error.message.hasPrefix("\($0):") },
        "\(error.message)"
      )
    }
  }

  @Test("an input that is accepted gives the bytes that libprotobuf-c gives", arguments: NegativeCorpusTests.corpus)
  func sameBytes(_ block: GoldenFile.Block) throws {
    guard block["verdict"] == "accepted" else { return }
    let type = try #require(try Self.schema.get().message(named: block["type"] ?? ""))
    let bytes = try ByteExpression.bytes(block["bytes"] ?? "")
    let cType = try #require(MessageTypes.descriptor(type.fullName))
    var error = OcopUnpackError()
    let decoder = SafeDecoder()
    let unpacked = try #require(decoder.unpack(cType, bytes, error: &error))
    // libprotobuf-c would write again what it does not know; here it is skipped.
    unpacked.pointee.n_unknown_fields = 0
    #expect(try DynamicMessage(type, decodingBytes: bytes).encodedBytes() == SafeDecoder.encode(unpacked))
  }
}
