internal import CProtobufC

/// One field of a message.
public struct FieldDescriptor: Sendable, Hashable {
  /// protoc-c's descriptor.
  ///
  /// Safe to share between threads: it is constant static data of the program, written by nobody and never freed.
  nonisolated(unsafe) let raw: UnsafePointer<ProtobufCFieldDescriptor>

  /// Full name of the message it belongs to: "ocop.registry.v1.Producer".
  public let messageFullName: String

  /// Type of a field's value, or of each of its values when it is repeated.
  public enum ValueType: Sendable, Hashable {
    /// `bool`
    case bool
    /// `int32`, `sint32` and `sfixed32`
    case int32
    /// `int64`, `sint64` and `sfixed64`
    case int64
    /// `uint32` and `fixed32`
    case uint32
    /// `uint64` and `fixed64`
    case uint64
    /// `double`
    case double
    /// `string`
    case string
    /// `bytes`
    case bytes
    /// An enumeration.
    case enumeration(EnumDescriptor)
    /// A message.
    case message(MessageDescriptor)
  }

  init(_ raw: UnsafePointer<ProtobufCFieldDescriptor>, of message: MessageDescriptor) {
    self.raw = raw
    messageFullName = message.fullName
  }

  /// Name in the schema: "producer_id".
  public var name: String { String(cString: raw.pointee.name) }

  /// Name in protobuf's JSON form: "producerId".
  public var jsonName: String {
    var result = ""
    var isWordStart = false
    for character in name {
      if character == "_" {
        isWordStart = true
      } else {
        result += isWordStart ? character.uppercased() : String(character)
        isWordStart = false
      }
    }
    return result
  }

  /// Number in the schema, 1 to 536870911.
  public var number: Int { Int(raw.pointee.id) }

  /// True when the field holds any number of values.
  public var isRepeated: Bool { raw.pointee.label == PROTOBUF_C_LABEL_REPEATED }

  /// True when the field is a member of a oneof.
  public var isOneofMember: Bool { raw.pointee.flags & PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue != 0 }

  /// Name of the oneof the field is a member of, or nil.
  public var oneofName: String? {
    isOneofMember ? SchemaCatalog.oneofNames["\(messageFullName).\(name)"] : nil
  }

  /// True when "absent" differs from the default value: submessages and members of a oneof.
  public var hasPresence: Bool {
    !isRepeated && (isOneofMember || raw.pointee.type == PROTOBUF_C_TYPE_MESSAGE)
  }

  /// Type of the field's value, or of each value when it is repeated.
  public var valueType: ValueType {
    switch raw.pointee.type {
    case PROTOBUF_C_TYPE_BOOL: return .bool
    case PROTOBUF_C_TYPE_INT32, PROTOBUF_C_TYPE_SINT32, PROTOBUF_C_TYPE_SFIXED32: return .int32
    case PROTOBUF_C_TYPE_INT64, PROTOBUF_C_TYPE_SINT64, PROTOBUF_C_TYPE_SFIXED64: return .int64
    case PROTOBUF_C_TYPE_UINT32, PROTOBUF_C_TYPE_FIXED32: return .uint32
    case PROTOBUF_C_TYPE_UINT64, PROTOBUF_C_TYPE_FIXED64: return .uint64
    case PROTOBUF_C_TYPE_DOUBLE: return .double
    case PROTOBUF_C_TYPE_STRING: return .string
    case PROTOBUF_C_TYPE_BYTES: return .bytes
    case PROTOBUF_C_TYPE_ENUM:
      return .enumeration(EnumDescriptor(descriptor(as: ProtobufCEnumDescriptor.self)))
    case PROTOBUF_C_TYPE_MESSAGE:
      return .message(MessageDescriptor(descriptor(as: ProtobufCMessageDescriptor.self)))
    default:
      // The generator refuses `float` and groups, so no schema in this program has them.
      preconditionFailure("field \(messageFullName).\(name) has a type the generator refuses")
    }
  }

  private func descriptor<Descriptor>(as type: Descriptor.Type) -> UnsafePointer<Descriptor> {
    guard let descriptor = raw.pointee.descriptor else {
      preconditionFailure("field \(messageFullName).\(name) lacks the descriptor of its type")
    }
    return descriptor.assumingMemoryBound(to: type)
  }

  /// Two descriptors are the same when they are of the same field of the same message.
  public static func == (left: FieldDescriptor, right: FieldDescriptor) -> Bool { left.raw == right.raw }

  /// Hashes the identity of the field.
  public func hash(into hasher: inout Hasher) { hasher.combine(raw) }
}
