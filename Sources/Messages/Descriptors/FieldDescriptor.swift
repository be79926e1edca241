/// One field of a message.
public struct FieldDescriptor: Sendable, Hashable {
  let record: FieldRecord
  /// The schema the field belongs to; nil when it is compiled in.
  let types: ReflectedTypes?

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
    /// `float`
    case float
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

  /// Full name of the message it belongs to: "ocop.registry.v1.Producer".
  public var messageFullName: String { record.messageFullName }

  /// Name in the schema: "producer_id".
  public var name: String { record.name }

  /// Name in protobuf's JSON form: "producerId".
  public var jsonName: String { record.jsonName }

  /// Number in the schema, 1 to 536870911.
  public var number: Int { record.number }

  /// How a value is written on the wire.
  public var encoding: FieldEncoding { record.encoding }

  /// True when the field holds any number of values.
  public var isRepeated: Bool { record.isRepeated }

  /// True when the field is a member of a oneof.
  public var isOneofMember: Bool { record.oneofName != nil }

  /// Name of the oneof the field is a member of, or nil.
  public var oneofName: String? { record.oneofName }

  /// True when "absent" differs from the default value: submessages and members of a oneof.
  public var hasPresence: Bool { record.hasPresence }

  /// The schema's comment on it; empty when there is none.
  public var documentation: String {
    record.documentation ?? SchemaCatalog.documentation(of: "\(messageFullName).\(name)")
  }

  /// The type as people write it in the schema: "sfixed32", "ocop.registry.v1.Producer".
  public var typeName: String {
    switch record.reference {
    case .none: record.encoding.schemaName
    case .enumeration, .compiled, .reflected: valueType.schemaName
    }
  }

  /// Type of the field's value, or of each value when it is repeated.
  public var valueType: ValueType {
    switch record.encoding {
    case .bool: return .bool
    case .int32, .sint32, .sfixed32: return .int32
    case .int64, .sint64, .sfixed64: return .int64
    case .uint32, .fixed32: return .uint32
    case .uint64, .fixed64: return .uint64
    case .float: return .float
    case .double: return .double
    case .string: return .string
    case .bytes: return .bytes
    case .enumeration:
      guard case .enumeration(let type) = record.reference else { break }
      return .enumeration(EnumDescriptor(type))
    case .message:
      guard let descriptor = messageDescriptor else { break }
      return .message(descriptor)
    }
    preconditionFailure("\(messageFullName).\(name) was made without its type")
  }

  /// What a message in this field is made of; nil when the field holds none.
  var messageDescriptor: MessageDescriptor? {
    switch record.reference {
    case .compiled(let type): MessageDescriptor(type)
    case .reflected(let index): types?.message(at: index)
    case .none, .enumeration: nil
    }
  }

  /// Two descriptors are the same when they are of the same field of the same message.
  public static func == (left: FieldDescriptor, right: FieldDescriptor) -> Bool { left.record === right.record }

  /// Hashes the identity of the field.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(record)) }
}
