internal import CProtobufC

/// How a value of a field is written on the wire: protobuf's 17 types without groups. Numbers are those of
/// `ocop.rpc.v1.FieldType`.
public enum FieldEncoding: Int32, Sendable, Hashable, CaseIterable {
  /// `double`
  case double = 1
  /// `float`
  case float
  /// `int32`
  case int32
  /// `int64`
  case int64
  /// `uint32`
  case uint32
  /// `uint64`
  case uint64
  /// `sint32`: small negative numbers are short.
  case sint32
  /// `sint64`: small negative numbers are short.
  case sint64
  /// `fixed32`: always four bytes.
  case fixed32
  /// `fixed64`: always eight bytes.
  case fixed64
  /// `sfixed32`: always four bytes.
  case sfixed32
  /// `sfixed64`: always eight bytes.
  case sfixed64
  /// `bool`
  case bool
  /// `string`
  case string
  /// `bytes`
  case bytes
  /// An enumeration.
  case enumeration
  /// A message.
  case message

  init(_ type: ProtobufCType) {
    switch type {
    case PROTOBUF_C_TYPE_DOUBLE: self = .double
    case PROTOBUF_C_TYPE_FLOAT: self = .float
    case PROTOBUF_C_TYPE_INT32: self = .int32
    case PROTOBUF_C_TYPE_INT64: self = .int64
    case PROTOBUF_C_TYPE_UINT32: self = .uint32
    case PROTOBUF_C_TYPE_UINT64: self = .uint64
    case PROTOBUF_C_TYPE_SINT32: self = .sint32
    case PROTOBUF_C_TYPE_SINT64: self = .sint64
    case PROTOBUF_C_TYPE_FIXED32: self = .fixed32
    case PROTOBUF_C_TYPE_FIXED64: self = .fixed64
    case PROTOBUF_C_TYPE_SFIXED32: self = .sfixed32
    case PROTOBUF_C_TYPE_SFIXED64: self = .sfixed64
    case PROTOBUF_C_TYPE_BOOL: self = .bool
    case PROTOBUF_C_TYPE_STRING: self = .string
    case PROTOBUF_C_TYPE_BYTES: self = .bytes
    case PROTOBUF_C_TYPE_ENUM: self = .enumeration
    case PROTOBUF_C_TYPE_MESSAGE: self = .message
    default: preconditionFailure("libprotobuf-c has a field type that protobuf has not")
    }
  }

  /// Name in the schema: "sfixed32"; "message" and "enum" for types that have a name of their own.
  var schemaName: String {
    self == .enumeration ? "enum" : "\(self)"
  }

  /// Wire type of one value that is not packed.
  var wireType: WireType {
    switch self {
    case .int32, .int64, .uint32, .uint64, .sint32, .sint64, .bool, .enumeration: .varint
    case .double, .fixed64, .sfixed64: .fixed64
    case .float, .fixed32, .sfixed32: .fixed32
    case .string, .bytes, .message: .lengthPrefixed
    }
  }

  /// True when many values may stand behind one tag.
  var isPackable: Bool { wireType != .lengthPrefixed }

  /// Bytes of one value in an array of protoc-c's structs: what the memory estimate counts for it.
  var cElementByteCount: Int {
    switch self {
    case .int32, .uint32, .sint32, .fixed32, .sfixed32, .float, .bool, .enumeration: 4
    case .int64, .uint64, .sint64, .fixed64, .sfixed64, .double, .string, .message: 8
    case .bytes: 16
    }
  }
}
