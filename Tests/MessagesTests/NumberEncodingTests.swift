import Testing

@testable import Messages

/// Goal: numbers of messages whose schema is learnt at run time are written and read as protobuf's encoding says, each
/// type in each of its forms. Method: bytes worked out by hand from the encoding's own text.
@Suite("Numbers of messages learnt at run time")
struct NumberEncodingTests {
  /// A number and the bytes of it alone, without tag.
  struct Sample: Sendable, CustomTestStringConvertible {
    let type: RpcV1.FieldType
    let value: DynamicValue
    let bytes: [UInt8]

    init(_ type: RpcV1.FieldType, _ value: DynamicValue, _ bytes: [UInt8]) {
      self.type = type
      self.value = value
      self.bytes = bytes
    }

    var testDescription: String { "\(type) \(value)" }
  }

  private static let ones = [UInt8](repeating: 0xFF, count: 8)

  static let samples: [Sample] = [
    Sample(.bool, .bool(true), [1]),
    Sample(.int32, .int32(1), [1]),
    Sample(.int32, .int32(300), [0xAC, 0x02]),
    Sample(.int32, .int32(.max), [0xFF, 0xFF, 0xFF, 0xFF, 0x07]),
    // Negative ones have the ten bytes of the same number as int64.
    Sample(.int32, .int32(-1), [0xFF] + ones + [0x01]),
    Sample(.int32, .int32(.min), [0x80, 0x80, 0x80, 0x80, 0xF8, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
    Sample(.enumeration, .enumeration(-1), [0xFF] + ones + [0x01]),
    Sample(.enumeration, .enumeration(150), [0x96, 0x01]),
    Sample(.int64, .int64(-2), [0xFE] + ones + [0x01]),
    Sample(.int64, .int64(.max), ones + [0x7F]),
    Sample(.int64, .int64(.min), [UInt8](repeating: 0x80, count: 9) + [0x01]),
    Sample(.uint32, .uint32(.max), [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
    Sample(.uint64, .uint64(.max), [0xFF] + ones + [0x01]),
    // ZigZag: 0, -1, 1, -2 … become 0, 1, 2, 3 …
    Sample(.sint32, .int32(-1), [1]),
    Sample(.sint32, .int32(1), [2]),
    Sample(.sint32, .int32(-2), [3]),
    Sample(.sint32, .int32(-64), [0x7F]),
    Sample(.sint32, .int32(64), [0x80, 0x01]),
    Sample(.sint32, .int32(.max), [0xFE, 0xFF, 0xFF, 0xFF, 0x0F]),
    Sample(.sint32, .int32(.min), [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
    Sample(.sint64, .int64(-1), [1]),
    Sample(.sint64, .int64(1), [2]),
    Sample(.sint64, .int64(-150), [0xAB, 0x02]),
    Sample(.sint64, .int64(.max), [0xFE] + ones + [0x01]),
    Sample(.sint64, .int64(.min), [0xFF] + ones + [0x01]),
    Sample(.fixed32, .uint32(0x0102_0304), [4, 3, 2, 1]),
    Sample(.sfixed32, .int32(-2), [0xFE, 0xFF, 0xFF, 0xFF]),
    Sample(.sfixed32, .int32(.min), [0, 0, 0, 0x80]),
    Sample(.fixed64, .uint64(0x0102_0304_0506_0708), [8, 7, 6, 5, 4, 3, 2, 1]),
    Sample(.sfixed64, .int64(-2), [0xFE] + ones.dropLast()),
    Sample(.sfixed64, .int64(.min), [0, 0, 0, 0, 0, 0, 0, 0x80]),
    Sample(.float, .float(-1.5), [0, 0, 0xC0, 0xBF]),
    Sample(.double, .double(-1.5), [0, 0, 0, 0, 0, 0, 0xF8, 0xBF]),
  ]

  /// A message with the number as field 1, and repeated as field 2.
  private func descriptor(_ type: RpcV1.FieldType) throws -> MessageDescriptor {
    var schema = DynamicSchemaTests.good
    let fields = [false, true].enumerated().map { index, isRepeated in
      var field = RpcV1.ReflectedField()
      field.name = isRepeated ? "numbers" : "number"
      field.number = UInt32(index) + 1
      field.type = type
      field.repeated = isRepeated
      if type == .enumeration { field.typeName = "acme.v1.Size" }
      return field
    }
    schema.messages[0].fields = fields
    return try #require(try DynamicSchema(schema).message(named: "acme.v1.Item"))
  }

  private func wireType(_ type: RpcV1.FieldType) -> UInt8 {
    switch type {
    case .fixed32, .sfixed32, .float: 5
    case .fixed64, .sfixed64, .double: 1
    default: 0
    }
  }

  @Test("every type of number is written and read as it should be, alone, packed and repeated", arguments: samples)
  func numbers(_ sample: Sample) throws {
    let descriptor = try descriptor(sample.type)
    let number = try #require(descriptor.field(named: "number"))
    let numbers = try #require(descriptor.field(named: "numbers"))
    var alone = DynamicMessage(descriptor)
    try alone.set(sample.value, for: number)
    let aloneBytes = [1 << 3 | wireType(sample.type)] + sample.bytes
    #expect(alone.encodedBytes() == aloneBytes)
    #expect(try DynamicMessage(descriptor, decodingBytes: aloneBytes) == alone)

    var list = DynamicMessage(descriptor)
    try list.set(.repeated([sample.value, sample.value]), for: numbers)
    let packed = [2 << 3 | 2, UInt8(2 * sample.bytes.count)] + sample.bytes + sample.bytes
    #expect(list.encodedBytes() == packed)
    #expect(try DynamicMessage(descriptor, decodingBytes: packed) == list)
    let one = [2 << 3 | wireType(sample.type)] + sample.bytes
    #expect(try DynamicMessage(descriptor, decodingBytes: one + one) == list)
  }

  @Test("there is a sample of every type of number, and of the signed ones a negative")
  func everyType() {
    let types = Set(Self.samples.map { "\($0.type)" })
    #expect(types.count == 14)
  }
}
