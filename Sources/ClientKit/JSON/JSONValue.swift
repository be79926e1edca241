/// A JSON value. Objects keep their order and numbers their digits, so nothing is lost or reshuffled on the way.
///
/// Why not Foundation's: it reads numbers as doubles or as an `NSNumber` that forgot whether it was a bool, keeps the
/// last of two equal keys in silence, and loses the order of keys.
package enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  /// A number as it is written: "-12.5e3".
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])

  /// An object of names and values.
  package static func members(_ members: (String, JSONValue)...) -> JSONValue {
    .object(members.map { JSONMember(name: $0.0, value: $0.1) })
  }

  /// A member of an object; nil when it has none of that name, or the value is no object.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// What the value is, for error messages.
  package var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "a bool"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
