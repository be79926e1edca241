/// Writes dynamic messages as libprotobuf-c writes generated ones: fields by number, repeated numbers packed.
struct MessageEncoder {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ message: DynamicMessage) {
    let contents = message.descriptor.type.contents
    for entry in message.entries {
      guard let field = contents.field(number: entry.number) else { continue }
      guard case .repeated(let values) = entry.value else {
        appendTagged(entry.value, of: field)
        continue
      }
      if field.encoding.isPackable {
        var packed = MessageEncoder()
        for value in values { packed.appendScalar(value, encoding: field.encoding) }
        appendTag(field.number, .lengthPrefixed)
        appendPrefixed(packed.bytes)
      } else {
        for value in values { appendTagged(value, of: field) }
      }
    }
  }

  private mutating func appendTagged(_ value: DynamicValue, of field: FieldRecord) {
    appendTag(field.number, field.encoding.wireType)
    switch value {
    case .string(let text): appendPrefixed(Array(text.utf8))
    case .bytes(let bytes): appendPrefixed(bytes)
    case .message(let message):
      var inner = MessageEncoder()
      inner.append(message)
      appendPrefixed(inner.bytes)
    default: appendScalar(value, encoding: field.encoding)
    }
  }

  /// A number as its encoding wants it. Negative numbers of `int32` and of enumerations take the ten bytes that they
  /// take as `int64`, so that a field can be widened.
  private mutating func appendScalar(_ value: DynamicValue, encoding: FieldEncoding) {
    switch (value, encoding) {
    case (.bool(let value), _): appendVarint(value ? 1 : 0)
    case (.int32(let value), .sint32): appendVarint(UInt64(UInt32(bitPattern: value << 1 ^ value >> 31)))
    case (.int32(let value), .sfixed32): appendFixed(UInt32(bitPattern: value))
    case (.int32(let value), _), (.enumeration(let value), _): appendVarint(UInt64(bitPattern: Int64(value)))
    case (.int64(let value), .sint64): appendVarint(UInt64(bitPattern: value << 1 ^ value >> 63))
    case (.int64(let value), .sfixed64): appendFixed(UInt64(bitPattern: value))
    case (.int64(let value), _): appendVarint(UInt64(bitPattern: value))
    case (.uint32(let value), .fixed32): appendFixed(value)
    case (.uint32(let value), _): appendVarint(UInt64(value))
    case (.uint64(let value), .fixed64): appendFixed(value)
    case (.uint64(let value), _): appendVarint(value)
    case (.float(let value), _): appendFixed(value.bitPattern)
    case (.double(let value), _): appendFixed(value.bitPattern)
    case (.string, _), (.bytes, _), (.message, _), (.repeated, _):
      preconditionFailure("set(_:for:) admits no such value for \(encoding)")
    }
  }

  private mutating func appendTag(_ number: Int, _ wireType: WireType) {
    appendVarint(UInt64(number) << 3 | wireType.rawValue)
  }

  private mutating func appendPrefixed(_ content: [UInt8]) {
    appendVarint(UInt64(content.count))
    bytes += content
  }

  private mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func appendFixed<Bits: FixedWidthInteger>(_ bits: Bits) {
    withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
