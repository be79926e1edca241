import CProtobufC
import CSafeUnpack
import Testing

/// Goal: each limit is what the caller set, and limits that cannot be used are refused. Method: one step on either
/// side.
@Suite struct LimitTests {
  private func code(
    _ expression: String,
    _ type: UnsafePointer<ProtobufCMessageDescriptor> = HandMadeTypes.node,
    _ change: (inout OcopUnpackLimits) -> Void = { _ in }
  ) throws -> OcopUnpackCode {
    var limits = ocop_unpack_limits_default
    change(&limits)
    var error = OcopUnpackError()
    _ = SafeDecoder().unpack(type, try ByteExpression.bytes(expression), limits: limits, error: &error)
    return error.code
  }

  @Test("depth counts the outermost message", arguments: [1, 2, 31, 32, 64])
  func depth(_ depth: UInt32) throws {
    #expect(try code("nest(\(depth - 1), 0a)()") { $0.depth_max = depth } == OCOP_UNPACK_OK)
    #expect(try code("nest(\(depth), 0a)()") { $0.depth_max = depth } == OCOP_UNPACK_TOO_DEEP)
  }

  @Test("siblings after a deep branch are judged at their own depth")
  func depthComesBack() throws {
    #expect(try code("10*(12 len(nest(30, 0a)()))") { $0.depth_max = 32 } == OCOP_UNPACK_OK)
  }

  @Test("length is bounded")
  func length() throws {
    #expect(try code("22 len(3*(61))") { $0.length_max = 5 } == OCOP_UNPACK_OK)
    #expect(try code("22 len(4*(61))") { $0.length_max = 5 } == OCOP_UNPACK_TOO_LONG)
  }

  @Test("the budget is exact: one byte less than what is needed is refused")
  func budget() throws {
    for expression in ["", "0a00", "22 len(40*(61))", "17*(1801)", "49*(1200)", "12 len(30*(1200)) 30*(a01f00)"] {
      let estimate = try #require(SafeDecoder.estimate(HandMadeTypes.node, try ByteExpression.bytes(expression)))
      let enough = try code(expression, HandMadeTypes.node) {
        $0.budget_bytes_per_byte = 0
        $0.budget_bytes_base = estimate
      }
      let tooLittle = try code(expression, HandMadeTypes.node) {
        $0.budget_bytes_per_byte = 0
        $0.budget_bytes_base = estimate - 1
      }
      #expect(enough == OCOP_UNPACK_OK, "\(expression)")
      #expect(tooLittle == OCOP_UNPACK_OVER_BUDGET, "\(expression)")
    }
  }

  @Test("the estimate is what protobuf-c takes, but for the rounding of arrays")
  func estimateIsTight() throws {
    for (expression, arrays) in [
      ("", 0), ("22 len(40*(61))", 0), ("0a len(22 len(61))", 0), ("16*(1801)", 0), ("17*(1801)", 0),
      ("48*(1801)", 0), ("49*(1801)", 0), ("3*(1200)", 1), ("200*(1200)", 1), ("a01f00", 1),
    ] {
      let bytes = try ByteExpression.bytes(expression)
      let estimate = try #require(SafeDecoder.estimate(HandMadeTypes.node, bytes))
      let decoder = SafeDecoder()
      var error = OcopUnpackError()
      _ = try #require(decoder.unpack(HandMadeTypes.node, bytes, error: &error))
      #expect(decoder.usedBytes <= estimate, "\(expression)")
      #expect(decoder.usedBytes + 16 * arrays >= estimate, "\(expression)")
    }
  }

  @Test("limits that cannot be used are a mistake of the caller")
  func unusableLimits() throws {
    #expect(try code("") { $0.depth_max = 0 } == OCOP_UNPACK_INVALID_ARGUMENT)
    #expect(try code("") { $0.depth_max = 65 } == OCOP_UNPACK_INVALID_ARGUMENT)
    #expect(try code("") { $0.length_max = 256 * 1024 * 1024 + 1 } == OCOP_UNPACK_INVALID_ARGUMENT)
    #expect(try code("", HandMadeTypes.wide(fieldCount: 257)) == OCOP_UNPACK_INVALID_ARGUMENT)
    var error = OcopUnpackError()
    #expect(ocop_safe_unpack(HandMadeTypes.node, 1, nil, nil, SafeDecoder().arena, &error) == nil)
    #expect(error.code == OCOP_UNPACK_INVALID_ARGUMENT)
  }

  @Test("types with many fields are decoded within their estimate", arguments: [1, 64, 65, 128, 129, 256])
  func wideTypes(_ fieldCount: Int) throws {
    let type = HandMadeTypes.wide(fieldCount: fieldCount)
    let bytes: [UInt8] = (1...fieldCount).flatMap { number in ByteExpression.varint(number << 3) + [1] }
    let decoder = SafeDecoder()
    var error = OcopUnpackError()
    _ = try #require(decoder.unpack(type, bytes, error: &error))
    #expect(decoder.usedBytes == SafeDecoder.estimate(type, bytes))
  }

  @Test("an error names the type, the field and the byte, and its code has a description")
  func errorNames() throws {
    let type = try #require(MessageTypes.descriptor("ocop.registry.v1.ImportRecordsRequest"))
    var error = OcopUnpackError()
    let bytes = try ByteExpression.bytes("0a0161 1a len(1a len(12 len(ff)))")
    #expect(SafeDecoder().unpack(type, bytes, error: &error) == nil)
    #expect(error.message.map { String(cString: $0.pointee.name) } == "ocop.registry.v1.Producer")
    #expect(error.field_number == 2)
    #expect(error.byte_offset == 9)
    let descriptions = Set((0...16).map { String(cString: ocop_unpack_code_description(OcopUnpackCode(rawValue: $0))) })
    #expect(descriptions.count == 17)
  }
}
