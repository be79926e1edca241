import ClientKit
import Messages

/// A command line that calls a method, for people to change and run.
enum ExampleCall {
  static func text(of method: MethodDescriptor) -> String {
    let request = JSONWriter.oneLine(example(method.input))
    let gateway = "ocop call \(method.path)"
    return method.isClientStreaming
      ? "example\n  echo '\(request)' | \(gateway) -\n" : "example\n  \(gateway) '\(request)'\n"
  }

  /// A request with all fields at their defaults; of each oneof only the first member, and messages in it empty.
  private static func example(_ message: MessageDescriptor) -> JSONValue {
    var oneofs: Set<String> = []
    return .object(
      message.fields.compactMap { field in
        if let oneof = field.oneofName, !oneofs.insert(oneof).inserted { return nil }
        return JSONMember(name: field.name, value: field.isRepeated ? .array([]) : example(field.valueType))
      }
    )
  }

  private static func example(_ type: FieldDescriptor.ValueType) -> JSONValue {
    switch type {
    case .bool: .bool(false)
    case .int32, .uint32, .float, .double: .number("0")
    case .int64, .uint64: .string("0")
    case .string, .bytes: .string("")
    case .message: .object([])
    case .enumeration(let enumeration): .string(enumeration.values.first?.name ?? "")
    }
  }
}
