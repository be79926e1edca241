import Foundation
package import Messages

extension MessageJSON {
  /// The message that a JSON object describes. Names may be the schema's ("producer_id") or protobuf's JSON names
  /// ("producerId"); null means absent.
  ///
  /// - Throws: ``MessageJSONError`` naming the value that does not fit.
  package static func message(
    _ descriptor: MessageDescriptor,
    from json: JSONValue,
    path: String = ""
  ) throws(MessageJSONError) -> DynamicMessage {
    guard case .object(let members) = json else {
      throw MessageJSONError(path: path, reason: "\(descriptor.fullName) is an object, not \(json.kindName)")
    }
    var message = DynamicMessage(descriptor)
    var setFields: [FieldDescriptor] = []
    for member in members {
      let memberPath = path.isEmpty ? member.name : "\(path).\(member.name)"
      let field = try self.field(member.name, of: descriptor, path: memberPath)
      if setFields.contains(field) {
        throw MessageJSONError(path: memberPath, reason: "the field stands twice, under both of its names")
      }
      guard member.value != .null else { continue }
      let sibling = setFields.first { $0.oneofName != nil && $0.oneofName == field.oneofName }
      if let sibling {
        throw MessageJSONError(path: memberPath, reason: "only one of \(sibling.name) and \(field.name) can be given")
      }
      setFields.append(field)
      let value = try value(of: field, from: member.value, path: memberPath)
      do throws(DynamicMessageError) {
        try message.set(value, for: field)
      } catch {
        throw MessageJSONError(path: memberPath, reason: error.message)
      }
    }
    return message
  }

  private static func field(
    _ name: String,
    of descriptor: MessageDescriptor,
    path: String
  ) throws(MessageJSONError) -> FieldDescriptor {
    if let field = descriptor.field(named: name) ?? descriptor.fields.first(where: { $0.jsonName == name }) {
      return field
    }
    let names = descriptor.fields.map(\.name)
    throw MessageJSONError(
      path: path,
      reason: "\(descriptor.fullName) has no such field." + Suggestion.clause(for: name, among: names)
        + " Its fields: \(names.joined(separator: ", "))"
    )
  }

  private static func value(
    of field: FieldDescriptor,
    from json: JSONValue,
    path: String
  ) throws(MessageJSONError) -> DynamicValue {
    guard field.isRepeated else { return try single(field.valueType, from: json, path: path) }
    guard case .array(let elements) = json else {
      throw MessageJSONError(path: path, reason: "the field is repeated: an array, not \(json.kindName)")
    }
    var values: [DynamicValue] = []
    for (index, element) in elements.enumerated() {
      values.append(try single(field.valueType, from: element, path: "\(path)[\(index)]"))
    }
    return .repeated(values)
  }

  private static func single(
    _ type: FieldDescriptor.ValueType,
    from json: JSONValue,
    path: String
  ) throws(MessageJSONError) -> DynamicValue {
    switch (type, json) {
    case (.message(let descriptor), _): return .message(try message(descriptor, from: json, path: path))
    case (.bool, .bool(let value)): return .bool(value)
    case (.string, .string(let value)): return .string(value)
    case (.bytes, .string(let text)): return .bytes(try bytes(text, path: path))
    case (.enumeration(let descriptor), _): return .enumeration(try number(of: descriptor, from: json, path: path))
    case (.int32, _): return .int32(try integer(json, "int32", path))
    case (.int64, _): return .int64(try integer(json, "int64", path))
    case (.uint32, _): return .uint32(try integer(json, "uint32", path))
    case (.uint64, _): return .uint64(try integer(json, "uint64", path))
    case (.float, .number(let text)), (.float, .string(let text)): return .float(try number(text, "float", path))
    case (.double, .number(let text)), (.double, .string(let text)): return .double(try number(text, "double", path))
    default:
      throw MessageJSONError(path: path, reason: "\(type.schemaName) expected, not \(json.kindName)")
    }
  }

  private static func number<Number: BinaryFloatingPoint & LosslessStringConvertible>(
    _ text: String,
    _ typeName: String,
    _ path: String
  ) throws(MessageJSONError) -> Number {
    switch text {
    case "NaN": return .nan
    case "Infinity": return .infinity
    case "-Infinity": return -.infinity
    default:
      // Swift would also read "0x1p3", "inf" and "nan".
      let isDecimal = text.utf8.allSatisfy { $0.isASCIIDigit || "+-.eE".utf8.contains($0) }
      guard isDecimal, let value = Number(text), value.isFinite else {
        throw MessageJSONError(path: path, reason: "\"\(text)\" is not a number that fits a \(typeName)")
      }
      return value
    }
  }

  private static func integer<Integer: FixedWidthInteger>(
    _ json: JSONValue,
    _ typeName: String,
    _ path: String
  ) throws(MessageJSONError) -> Integer {
    let text: String
    switch json {
    case .number(let digits), .string(let digits): text = digits
    default: throw MessageJSONError(path: path, reason: "\(typeName) expected, not \(json.kindName)")
    }
    guard let value: Integer = WholeNumber.value(of: text) else {
      throw MessageJSONError(
        path: path,
        reason: "\"\(text)\" is not a whole number from \(Integer.min) to \(Integer.max)"
      )
    }
    return value
  }

  private static func number(
    of descriptor: EnumDescriptor,
    from json: JSONValue,
    path: String
  ) throws(MessageJSONError) -> Int32 {
    guard case .string(let name) = json else { return try integer(json, descriptor.name, path) }
    if let number = descriptor.number(named: name) { return number }
    let names = descriptor.values.map(\.name)
    throw MessageJSONError(
      path: path,
      reason: "\(descriptor.fullName) has no value \"\(name)\"." + Suggestion.clause(for: name, among: names)
        + " Its values: \(names.joined(separator: ", "))"
    )
  }

  private static func bytes(_ text: String, path: String) throws(MessageJSONError) -> [UInt8] {
    let standard = text.replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
    guard let data = Data(base64Encoded: standard + padding) else {
      throw MessageJSONError(path: path, reason: "bytes are written in base64")
    }
    return [UInt8](data)
  }
}
