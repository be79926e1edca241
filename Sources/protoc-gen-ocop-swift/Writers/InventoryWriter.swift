import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// Writes all that a peer of another version relies on, one line each, sorted: "WHAT NAME: HOW". Two inventories tell
/// whether a change breaks peers: lines may be added, but none may vanish or change.
enum InventoryWriter {
  static func text(of files: [FileDescriptor]) -> String {
    var lines: [String] = []
    for file in files {
      for message in SchemaCheck.allMessages(of: file) {
        lines.append("message \(message.fullName): exists")
        lines += message.fields.map { "field \(message.fullName).\($0.name): \(description(of: $0))" }
      }
      for enumeration in SchemaCheck.allEnums(of: file) {
        lines.append("enum \(enumeration.fullName): exists")
        lines += enumeration.values.map { "value \(enumeration.fullName).\($0.name): \($0.number)" }
      }
      for service in file.services {
        lines.append("service \(service.fullName): exists")
        lines += service.methods.map { "rpc \($0.fullName): \(description(of: $0))" }
      }
    }
    return lines.sorted().joined(separator: "\n") + "\n"
  }

  private static func description(of field: FieldDescriptor) -> String {
    let type =
      switch field.type {
      case .message: field.messageType.fullName
      case .enum: field.enumType.fullName
      default: scalarName(of: field)
      }
    let label = field.isRepeated ? "repeated " : ""
    let oneof = field.realContainingOneof.map { " in \($0.name)" } ?? ""
    return "\(field.number) \(label)\(type)\(oneof)"
  }

  private static func scalarName(of field: FieldDescriptor) -> String {
    switch field.type {
    case .double: "double"
    case .float: "float"
    case .int64: "int64"
    case .uint64: "uint64"
    case .int32: "int32"
    case .fixed64: "fixed64"
    case .fixed32: "fixed32"
    case .bool: "bool"
    case .string: "string"
    case .bytes: "bytes"
    case .uint32: "uint32"
    case .sfixed32: "sfixed32"
    case .sfixed64: "sfixed64"
    case .sint32: "sint32"
    case .sint64: "sint64"
    case .group, .message, .enum: "message"
    }
  }

  private static func description(of method: MethodDescriptor) -> String {
    let input = (method.clientStreaming ? "stream " : "") + method.inputType.fullName
    let output = (method.serverStreaming ? "stream " : "") + method.outputType.fullName
    return "(\(input)) returns (\(output)) \(CatalogWriter.idempotency(of: method))"
  }
}
