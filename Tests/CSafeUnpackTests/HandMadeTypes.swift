import CProtobufC

/// Message types that no .proto file of this repository has, built by hand: `test.Node` refers to itself, and
/// `test.Everything` has a field of every type. proto/golden/README.md describes them.
enum HandMadeTypes {
  // Built once, never changed and never freed: safe to share.
  nonisolated(unsafe) static let node: UnsafePointer<ProtobufCMessageDescriptor> = {
    let descriptor = UnsafeMutablePointer<ProtobufCMessageDescriptor>.allocate(capacity: 1)
    let fields = [
      field("child", 1, PROTOBUF_C_LABEL_NONE, PROTOBUF_C_TYPE_MESSAGE, descriptor),
      field("children", 2, PROTOBUF_C_LABEL_REPEATED, PROTOBUF_C_TYPE_MESSAGE, descriptor),
      field("value", 3, PROTOBUF_C_LABEL_NONE, PROTOBUF_C_TYPE_UINT32, nil),
      field("text", 4, PROTOBUF_C_LABEL_NONE, PROTOBUF_C_TYPE_STRING, nil),
    ]
    descriptor.initialize(to: message("test.Node", fields, ranges: [(1, 4)]))
    return UnsafePointer(descriptor)
  }()

  // As above.
  nonisolated(unsafe) static let everything: UnsafePointer<ProtobufCMessageDescriptor> = {
    let descriptor = UnsafeMutablePointer<ProtobufCMessageDescriptor>.allocate(capacity: 1)
    var fields: [ProtobufCFieldDescriptor] = []
    for (first, label) in [(UInt32(1), PROTOBUF_C_LABEL_NONE), (21, PROTOBUF_C_LABEL_REPEATED)] {
      for type in UInt32(0)..<17 {
        let type = ProtobufCType(rawValue: type)
        fields.append(field("field", first + type.rawValue, label, type, type == PROTOBUF_C_TYPE_MESSAGE ? node : nil))
      }
    }
    descriptor.initialize(to: message("test.Everything", fields, ranges: [(1, 17), (21, 17)]))
    return UnsafePointer(descriptor)
  }()

  /// A message with `count` uint32 fields, numbered from 1.
  static func wide(fieldCount: Int) -> UnsafePointer<ProtobufCMessageDescriptor> {
    let fields = (1...fieldCount).map {
      field("field", UInt32($0), PROTOBUF_C_LABEL_NONE, PROTOBUF_C_TYPE_UINT32, nil)
    }
    let descriptor = UnsafeMutablePointer<ProtobufCMessageDescriptor>.allocate(capacity: 1)
    descriptor.initialize(to: message("test.Wide", fields, ranges: [(1, fieldCount)]))
    return UnsafePointer(descriptor)
  }

  private static func field(
    _ name: StaticString,
    _ number: UInt32,
    _ label: ProtobufCLabel,
    _ type: ProtobufCType,
    _ messageType: UnsafePointer<ProtobufCMessageDescriptor>?
  ) -> ProtobufCFieldDescriptor {
    var field = ProtobufCFieldDescriptor()
    field.name = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    field.id = number
    field.label = label
    field.type = type
    field.descriptor = UnsafeRawPointer(messageType)
    let isPackable =
      type != PROTOBUF_C_TYPE_STRING && type != PROTOBUF_C_TYPE_BYTES && type != PROTOBUF_C_TYPE_MESSAGE
    if label == PROTOBUF_C_LABEL_REPEATED && isPackable { field.flags = PROTOBUF_C_FIELD_FLAG_PACKED.rawValue }
    return field
  }

  /// Lays the fields out one after the other, 24 bytes each: 8 for the count of a repeated one, 16 for the value.
  private static func message(
    _ name: StaticString,
    _ fields: [ProtobufCFieldDescriptor],
    ranges: [(first: Int, count: Int)]
  ) -> ProtobufCMessageDescriptor {
    let placed = UnsafeMutablePointer<ProtobufCFieldDescriptor>.allocate(capacity: fields.count)
    var offset = MemoryLayout<ProtobufCMessage>.size
    for (index, field) in fields.enumerated() {
      (placed + index).initialize(to: field)
      if field.label == PROTOBUF_C_LABEL_REPEATED { placed[index].quantifier_offset = UInt32(offset) }
      placed[index].offset = UInt32(offset + 8)
      offset += 24
    }
    let placedRanges = UnsafeMutablePointer<ProtobufCIntRange>.allocate(capacity: ranges.count + 1)
    var index = 0
    for (place, range) in ranges.enumerated() {
      (placedRanges + place).initialize(
        to: ProtobufCIntRange(start_value: Int32(range.first), orig_index: UInt32(index))
      )
      index += range.count
    }
    (placedRanges + ranges.count).initialize(to: ProtobufCIntRange(start_value: 0, orig_index: UInt32(index)))
    var descriptor = ProtobufCMessageDescriptor()
    descriptor.magic = UInt32(PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC)
    descriptor.name = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    descriptor.sizeof_message = offset
    descriptor.n_fields = UInt32(fields.count)
    descriptor.fields = UnsafePointer(placed)
    descriptor.n_field_ranges = UInt32(ranges.count)
    descriptor.field_ranges = UnsafePointer(placedRanges)
    return descriptor
  }
}
