/// The value of one field of a ``DynamicMessage``.
public enum DynamicValue: Sendable, Hashable {
  /// `bool`
  case bool(Bool)
  /// `int32`, `sint32` and `sfixed32`
  case int32(Int32)
  /// `int64`, `sint64` and `sfixed64`
  case int64(Int64)
  /// `uint32` and `fixed32`
  case uint32(UInt32)
  /// `uint64` and `fixed64`
  case uint64(UInt64)
  /// `float`
  case float(Float)
  /// `double`
  case double(Double)
  /// `string`
  case string(String)
  /// `bytes`
  case bytes([UInt8])
  /// An enumeration's number, which need not have a name.
  case enumeration(Int32)
  /// A submessage.
  case message(DynamicMessage)
  /// The values of a repeated field; none of them is itself repeated.
  case repeated([DynamicValue])
}

extension DynamicValue {
  /// True for the value that a field without presence does not send: zero, false, or empty.
  var isDefault: Bool {
    switch self {
    case .bool(let value): !value
    case .int32(let value), .enumeration(let value): value == 0
    case .int64(let value): value == 0
    case .uint32(let value): value == 0
    case .uint64(let value): value == 0
    // Minus zero too: libprotobuf-c compares values, so it does not send it.
    case .float(let value): value == 0
    case .double(let value): value == 0
    case .string(let value): value.isEmpty
    case .bytes(let value): value.isEmpty
    case .message: false
    case .repeated(let values): values.isEmpty
    }
  }
}
