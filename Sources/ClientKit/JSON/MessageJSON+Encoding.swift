import Foundation
package import Messages

/// Messages as JSON, after the rules of protobuf's JSON form: 64-bit integers as strings, bytes in base64, enumerations
/// by name. Names of fields are the schema's own ("producer_id"), so a field is called the same everywhere; defaults
/// are written, so a program need not know them. Both are choices that protobuf's rules leave open.
package enum MessageJSON {
  /// The message as a JSON object, its fields in the schema's order.
  ///
  /// Absent submessages and absent members of a oneof are left out.
  package static func value(of message: DynamicMessage) -> JSONValue {
    if message.descriptor.fullName == "ocop.common.v1.ChangeEvent", let event = changeEvent(message) { return event }
    return .object(message.descriptor.fields.compactMap { field in member(message[field], of: field) })
  }

  /// A compiled-in message as JSON.
  ///
  /// - Throws: `MessageDecodingError` when the message does not survive its own encoding, which would be a fault.
  package static func value(of message: some Message) throws -> JSONValue {
    value(of: try DynamicMessage(type(of: message).descriptor, decodingBytes: message.encodedBytes()))
  }

  private static func member(_ value: DynamicValue?, of field: FieldDescriptor) -> JSONMember? {
    if let value { return JSONMember(name: field.name, value: json(value, field.valueType)) }
    if field.isRepeated { return JSONMember(name: field.name, value: .array([])) }
    guard !field.hasPresence, let value = field.valueType.zero else { return nil }
    return JSONMember(name: field.name, value: json(value, field.valueType))
  }

  private static func json(_ value: DynamicValue, _ type: FieldDescriptor.ValueType) -> JSONValue {
    switch value {
    case .bool(let value): return .bool(value)
    case .int32(let value): return .number(String(value))
    case .uint32(let value): return .number(String(value))
    case .int64(let value): return .string(String(value))
    case .uint64(let value): return .string(String(value))
    case .float(let value): return number(value)
    case .double(let value): return number(value)
    case .string(let value): return .string(value)
    case .bytes(let value): return .string(Data(value).base64EncodedString())
    case .message(let value): return self.value(of: value)
    case .repeated(let values): return .array(values.map { json($0, type) })
    case .enumeration(let number):
      if case .enumeration(let descriptor) = type, let name = descriptor.name(of: number) { return .string(name) }
      return .number(String(number))
    }
  }

  /// The shortest digits that give the same number again.
  private static func number(_ value: some BinaryFloatingPoint & LosslessStringConvertible) -> JSONValue {
    if value.isNaN { return .string("NaN") }
    if value.isInfinite { return .string(value < 0 ? "-Infinity" : "Infinity") }
    return .number("\(value)")
  }

  /// A change event with its change opened up instead of in base64; nil when the event's own schema lacks its type.
  private static func changeEvent(_ message: DynamicMessage) -> JSONValue? {
    guard case .string(let type) = message[named: "change_type"],
      let descriptor = message.descriptor.sibling(named: type),
      case .bytes(let bytes) = message[named: "change"] ?? .bytes([]),
      let change = try? DynamicMessage(descriptor, decodingBytes: bytes)
    else { return nil }
    return .object(
      message.descriptor.fields.compactMap { field in
        field.name == "change"
          ? JSONMember(name: field.name, value: value(of: change)) : member(message[field], of: field)
      }
    )
  }
}

extension FieldDescriptor.ValueType {
  /// The default value; nil for a message, which has none.
  package var zero: DynamicValue? {
    switch self {
    case .bool: .bool(false)
    case .int32: .int32(0)
    case .int64: .int64(0)
    case .uint32: .uint32(0)
    case .uint64: .uint64(0)
    case .float: .float(0)
    case .double: .double(0)
    case .string: .string("")
    case .bytes: .bytes([])
    case .enumeration: .enumeration(0)
    case .message: nil
    }
  }
}
