import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// How a field looks in Swift and crosses into protoc-c's struct and back.
struct FieldShape {
  let field: FieldDescriptor

  /// Property or case name.
  var name: String { SwiftNames.property(field.name) }

  /// Type of one value: "String", "RegistryV1.ProducerType".
  var elementType: String {
    switch field.type {
    case .double: "Double"
    case .int32, .sint32, .sfixed32: "Int32"
    case .int64, .sint64, .sfixed64: "Int64"
    case .uint32, .fixed32: "UInt32"
    case .uint64, .fixed64: "UInt64"
    case .bool: "Bool"
    case .string: "String"
    case .bytes: "[UInt8]"
    case .enum: SwiftNames.type(field.enumType)
    case .message: SwiftNames.type(field.messageType)
    case .float, .group: preconditionFailure("SchemaCheck refuses float and groups")
    }
  }

  /// Type of the property, and its default.
  var declaration: String {
    if field.isRepeated { return "[\(elementType)] = []" }
    switch field.type {
    case .message: return "\(elementType)?"
    case .string: return "String = \"\""
    case .bytes: return "[UInt8] = []"
    case .bool: return "Bool = false"
    case .enum: return "\(elementType) = .\(SwiftNames.enumCase(field.enumType.values[0]))"
    default: return "\(elementType) = 0"
    }
  }

  /// Member of the C struct.
  private var cMember: String { CNames.field(field.name) }

  /// Statements that fill the C struct `form` from the expression `value`.
  func encodeStatements(from value: String) -> [String] {
    guard field.isRepeated else { return encodeSingle(from: value) }
    let call =
      switch field.type {
      case .bool: "booleans(\(value))"
      case .string: "strings(\(value))"
      case .bytes: "byteStrings(\(value))"
      case .enum: "enumValues(\(value), as: \(CNames.type(field.enumType.fullName)).self)"
      case .message: "messages(\(value))"
      default: "numbers(\(value))"
      }
    return [
      "form.pointee.\(CNames.count(field.name)) = \(value).count",
      "form.pointee.\(cMember) = arena.\(call)",
    ]
  }

  private func encodeSingle(from value: String) -> [String] {
    let member = "form.pointee.\(cMember)"
    switch field.type {
    case .message where field.realContainingOneof == nil:
      return ["if let value = \(value) {", "  \(member) = value.cForm(in: &arena)", "}"]
    case .message: return ["\(member) = \(value).cForm(in: &arena)"]
    case .string: return ["\(member) = arena.string(\(value))"]
    case .bytes: return ["\(member) = arena.bytes(\(value))"]
    case .bool: return ["\(member) = \(value) ? 1 : 0"]
    case .enum: return ["\(member) = .init(rawValue: .init(truncatingIfNeeded: \(value).rawValue))"]
    default: return ["\(member) = \(value)"]
    }
  }

  /// Expression that reads the value from the C struct `cForm`. For a single submessage it may be nil.
  var decodeExpression: String {
    let member = "cForm.pointee.\(cMember)"
    if field.isRepeated {
      let label =
        switch field.type {
        case .bool: "cBooleans"
        case .string: "cStrings"
        case .bytes: "cByteStrings"
        case .enum: "cEnumValues"
        case .message: "cMessages"
        default: "cNumbers"
        }
      return ".init(\(label): \(member), count: cForm.pointee.\(CNames.count(field.name)))"
    }
    switch field.type {
    case .message: return "\(member).map { .init(cForm: $0) }"
    case .string: return "String(cForm: \(member))"
    case .bytes: return "[UInt8](cForm: \(member))"
    case .bool: return "\(member) != 0"
    case .enum: return "\(elementType)(rawValue: Int32(truncatingIfNeeded: \(member).rawValue))"
    default: return member
    }
  }
}
