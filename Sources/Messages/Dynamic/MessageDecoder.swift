internal import CSafeUnpack

/// Decodes dynamic messages from bytes that may be hostile, by the rules of PROTOCOL.md's section 13: nesting is
/// bounded, memory is bounded by the number of bytes, and every error says where it is.
///
/// It looks at the bytes in the order and with the tests of the prescan of generated messages, so that both give the
/// same error for the same bytes.
struct MessageDecoder {
  /// A message that is being decoded.
  private struct Frame {
    let type: MessageType
    let contents: MessageContents
    let types: ReflectedTypes?
    /// Where it ends.
    let end: Int
    /// Messages it is in, itself included.
    let depth: Int
    var slabs = MemoryEstimate.Slabs()
    var met = FieldSet()
    var message: DynamicMessage
  }

  /// A value as it stands in the bytes.
  private struct Value {
    let tagOffset: Int
    let wireType: WireType
    /// Where it begins, behind its length if it has one.
    let offset: Int
    let byteCount: Int
    /// Bytes of its length.
    let prefixByteCount: Int
    /// Of a varint only.
    let number: UInt64

    var range: Range<Int> { offset..<(offset + byteCount) }
  }

  private let reader: WireReader
  private let budget: Int
  private var estimate = MemoryEstimate()

  private init(_ bytes: UnsafeRawBufferPointer) {
    reader = WireReader(bytes: bytes)
    let limits = ocop_unpack_limits_default
    budget = bytes.count * Int(limits.budget_bytes_per_byte) + Int(limits.budget_bytes_base)
  }

  /// Decodes a message.
  static func decode(
    _ descriptor: MessageDescriptor,
    _ bytes: UnsafeRawBufferPointer
  ) throws(MessageDecodingError) -> DynamicMessage {
    if bytes.count > ocop_unpack_limits_default.length_max {
      throw MessageDecodingError(
        .tooLong,
        messageName: descriptor.fullName,
        fieldName: nil,
        fieldNumber: 0,
        byteOffset: nil
      )
    }
    var decoder = MessageDecoder(bytes)
    return try decoder.message(descriptor, 0..<bytes.count, depth: 1, tagOffset: 0)
  }

  private mutating func message(
    _ descriptor: MessageDescriptor,
    _ range: Range<Int>,
    depth: Int,
    tagOffset: Int
  ) throws(MessageDecodingError) -> DynamicMessage {
    var frame = Frame(
      type: descriptor.type,
      contents: descriptor.type.contents,
      types: descriptor.types,
      end: range.upperBound,
      depth: depth,
      message: DynamicMessage(descriptor)
    )
    estimate.countMessage(frame.contents)
    try checkBudget(tagOffset, frame)
    var offset = range.lowerBound
    while offset < frame.end {
      let tagOffset = offset
      offset = try field(at: offset, &frame)
      try checkBudget(tagOffset, frame)
    }
    return frame.message
  }

  private func checkBudget(_ tagOffset: Int, _ frame: Frame) throws(MessageDecodingError) {
    if estimate.byteCount > budget { throw fault(.overBudget, at: tagOffset, number: 0, in: frame) }
  }

  /// Decodes a field; where the next one begins.
  private mutating func field(at offset: Int, _ frame: inout Frame) throws(MessageDecodingError) -> Int {
    let tag: WireReader.Varint
    do throws(WireFault) {
      tag = try reader.shortVarint(at: offset, end: frame.end)
    } catch {
      throw fault(error.reason, at: offset, number: 0, in: frame)
    }
    let number = Int(tag.value >> 3)
    if number == 0 { throw fault(.fieldNumberZero, at: offset, number: 0, in: frame) }
    let value: Value
    do throws(WireFault) {
      value = try self.value(tag, at: offset, end: frame.end)
    } catch {
      throw fault(error.reason, at: offset, number: number, in: frame)
    }
    estimate.countField(in: &frame.slabs)
    if let index = frame.contents.index(ofNumber: number) {
      try store(value, frame.contents.fields[index], index, &frame)
    } else {
      estimate.countUnknownField(valueByteCount: value.prefixByteCount + value.byteCount)
    }
    return value.range.upperBound
  }

  /// Where the value behind a tag begins and ends.
  private func value(_ tag: WireReader.Varint, at tagOffset: Int, end: Int) throws(WireFault) -> Value {
    guard let wireType = WireType(rawValue: tag.value & 7) else { throw WireFault(reason: .wireTypeUnsupported) }
    let offset = tagOffset + tag.byteCount
    var byteCount = 0
    var prefixByteCount = 0
    var number: UInt64 = 0
    switch wireType {
    case .varint:
      let varint = try reader.varint(at: offset, end: end)
      byteCount = varint.byteCount
      number = varint.value
    case .lengthPrefixed:
      let length = try reader.shortVarint(at: offset, end: end)
      prefixByteCount = length.byteCount
      byteCount = Int(length.value)
      if byteCount > end - offset - prefixByteCount { throw WireFault(reason: .lengthBeyondEnd) }
    case .fixed64: byteCount = 8
    case .fixed32: byteCount = 4
    }
    if byteCount > end - offset - prefixByteCount { throw WireFault(reason: .truncated) }
    return Value(
      tagOffset: tagOffset,
      wireType: wireType,
      offset: offset + prefixByteCount,
      byteCount: byteCount,
      prefixByteCount: prefixByteCount,
      number: number
    )
  }

  /// Puts the value of a known field into the message.
  private mutating func store(
    _ value: Value,
    _ field: FieldRecord,
    _ index: Int,
    _ frame: inout Frame
  ) throws(MessageDecodingError) {
    let encoding = field.encoding
    if value.wireType == .lengthPrefixed && encoding.isPackable {
      guard field.isRepeated else {
        throw fault(.wireTypeMismatch, at: value.tagOffset, number: field.number, in: frame)
      }
      guard let elements = packedElements(value.range, encoding) else {
        throw fault(.badPacked, at: value.tagOffset, number: field.number, in: frame)
      }
      estimate.countElements(elements.count, of: encoding, isFirst: frame.met.insert(index))
      return frame.message.append(elements, toFieldNumber: field.number)
    }
    if value.wireType != encoding.wireType {
      throw fault(.wireTypeMismatch, at: value.tagOffset, number: field.number, in: frame)
    }
    let single: DynamicValue
    switch encoding {
    case .message: single = .message(try submessage(value, field, index, &frame))
    case .string, .bytes: single = try content(value, field, index, &frame)
    default:
      if field.isRepeated { estimate.countElements(1, of: encoding, isFirst: frame.met.insert(index)) }
      single = scalar(value, encoding)
    }
    if field.isRepeated {
      frame.message.append([single], toFieldNumber: field.number)
    } else {
      frame.message.store(single, for: field, in: frame.contents)
    }
  }

  private mutating func submessage(
    _ value: Value,
    _ field: FieldRecord,
    _ index: Int,
    _ frame: inout Frame
  ) throws(MessageDecodingError) -> DynamicMessage {
    let isFirst = frame.met.insert(index)
    if field.isRepeated {
      estimate.countElements(1, of: .message, isFirst: isFirst)
    } else if !isFirst {
      throw fault(.repeatedSubmessage, at: value.tagOffset, number: field.number, in: frame)
    }
    let descriptor = FieldDescriptor(record: field, types: frame.types).messageDescriptor
    guard frame.depth < ocop_unpack_limits_default.depth_max, let descriptor else {
      throw fault(.tooDeep, at: value.tagOffset, number: field.number, in: frame)
    }
    return try message(descriptor, value.range, depth: frame.depth + 1, tagOffset: value.tagOffset)
  }

  /// A string or bytes.
  private mutating func content(
    _ value: Value,
    _ field: FieldRecord,
    _ index: Int,
    _ frame: inout Frame
  ) throws(MessageDecodingError) -> DynamicValue {
    if field.encoding == .string {
      let validByteCount = reader.validTextByteCount(value.range)
      if validByteCount != value.byteCount {
        let offset = value.offset + validByteCount
        let reason: MessageDecodingError.Reason = reader.bytes[offset] == 0 ? .nulInString : .invalidUTF8
        throw fault(reason, at: offset, number: field.number, in: frame)
      }
    }
    if field.isRepeated { estimate.countElements(1, of: field.encoding, isFirst: frame.met.insert(index)) }
    estimate.countContent(byteCount: value.byteCount, of: field.encoding)
    return field.encoding == .string ? .string(reader.text(value.range)) : .bytes(reader.array(value.range))
  }

  /// The elements of a packed field; nil when it does not hold whole, valid ones. A boolean is one byte, 0 or 1:
  /// libprotobuf-c takes each byte for one.
  private func packedElements(_ range: Range<Int>, _ encoding: FieldEncoding) -> [DynamicValue]? {
    var elements: [DynamicValue] = []
    var offset = range.lowerBound
    while offset < range.upperBound {
      let element: Value
      do throws(WireFault) {
        let tag = WireReader.Varint(value: encoding.wireType.rawValue, byteCount: 0)
        element = try value(tag, at: offset, end: range.upperBound)
      } catch {
        return nil
      }
      if encoding == .bool && reader.bytes[offset] > 1 { return nil }
      elements.append(scalar(element, encoding))
      offset = element.range.upperBound
    }
    return elements
  }

  /// A number. Those that are too large for their type lose their upper bits, as everywhere in protobuf.
  private func scalar(_ value: Value, _ encoding: FieldEncoding) -> DynamicValue {
    let low = UInt32(truncatingIfNeeded: value.number)
    switch encoding {
    case .bool: return .bool(value.number != 0)
    case .int32: return .int32(Int32(bitPattern: low))
    case .enumeration: return .enumeration(Int32(bitPattern: low))
    case .uint32: return .uint32(low)
    case .sint32: return .int32(Int32(bitPattern: low >> 1) ^ -Int32(bitPattern: low & 1))
    case .int64: return .int64(Int64(bitPattern: value.number))
    case .uint64: return .uint64(value.number)
    case .sint64: return .int64(Int64(bitPattern: value.number >> 1) ^ -Int64(bitPattern: value.number & 1))
    case .fixed32: return .uint32(reader.fixed(UInt32.self, at: value.offset))
    case .sfixed32: return .int32(reader.fixed(Int32.self, at: value.offset))
    case .float: return .float(Float(bitPattern: reader.fixed(UInt32.self, at: value.offset)))
    case .fixed64: return .uint64(reader.fixed(UInt64.self, at: value.offset))
    case .sfixed64: return .int64(reader.fixed(Int64.self, at: value.offset))
    case .double: return .double(Double(bitPattern: reader.fixed(UInt64.self, at: value.offset)))
    case .string, .bytes, .message: preconditionFailure("\(encoding) is no number")
    }
  }

  private func fault(
    _ reason: MessageDecodingError.Reason,
    at offset: Int,
    number: Int,
    in frame: Frame
  ) -> MessageDecodingError {
    MessageDecodingError(
      reason,
      messageName: frame.type.fullName,
      fieldName: frame.contents.field(number: number)?.name,
      fieldNumber: number,
      byteOffset: offset
    )
  }
}
