// Names of types for error messages.

extension FieldDescriptor.ValueType {
  /// The type as people write it in the schema: "uint32", "ocop.registry.v1.Producer".
  public var schemaName: String {
    switch self {
    case .bool: "bool"
    case .int32: "int32"
    case .int64: "int64"
    case .uint32: "uint32"
    case .uint64: "uint64"
    case .float: "float"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .enumeration(let descriptor): descriptor.fullName
    case .message(let descriptor): descriptor.fullName
    }
  }
}

extension DynamicValue {
  /// What the value is, for error messages.
  var kindName: String {
    switch self {
    case .bool: "bool"
    case .int32: "int32"
    case .int64: "int64"
    case .uint32: "uint32"
    case .uint64: "uint64"
    case .float: "float"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .enumeration: "an enumeration's number"
    case .message(let message): message.descriptor.fullName
    case .repeated: "a list"
    }
  }
}
