import Messages

/// Protobuf's wire format written again from its specification, to compare libprotobuf-c's bytes with. Knows the types
/// that the schema uses: no fixed-width and no zig-zag integers.
enum ReferenceEncoder {
  static func encode(_ message: DynamicMessage) -> [UInt8] {
    message.presentFields.flatMap { field, value -> [UInt8] in
      guard case .repeated(let elements) = value else { return single(field.number, value) }
      switch field.valueType {
      case .string, .bytes, .message:
        return elements.flatMap { single(field.number, $0) }
      default:
        return delimited(field.number, elements.flatMap(payload))
      }
    }
  }

  private static func single(_ number: Int, _ value: DynamicValue) -> [UInt8] {
    switch value {
    case .string, .bytes, .message: delimited(number, payload(value))
    case .double: varint(UInt64(number) << 3 | 1) + payload(value)
    case .float: varint(UInt64(number) << 3 | 5) + payload(value)
    default: varint(UInt64(number) << 3) + payload(value)
    }
  }

  private static func delimited(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(UInt64(number) << 3 | 2) + varint(UInt64(bytes.count)) + bytes
  }

  private static func payload(_ value: DynamicValue) -> [UInt8] {
    switch value {
    case .bool(let value): [value ? 1 : 0]
    case .int32(let value), .enumeration(let value): varint(UInt64(bitPattern: Int64(value)))
    case .int64(let value): varint(UInt64(bitPattern: value))
    case .uint32(let value): varint(UInt64(value))
    case .uint64(let value): varint(value)
    case .float(let value): (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
    case .double(let value): (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt64($0))) }
    case .string(let value): Array(value.utf8)
    case .bytes(let value): value
    case .message(let value): encode(value)
    case .repeated(let values): values.flatMap(payload)
    }
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
