/// A value that goes into a statement as an argument. The cases are what both engines store without conversion.
///
/// Text must be free of NUL characters: SQLite would keep them and PostgreSQL refuses them, so every engine refuses
/// them with ``DatabaseError/Code/invalidText``. A real must be a number: NaN is refused with
/// ``DatabaseError/Code/misuse``, since SQLite would store it as NULL.
public enum DatabaseValue: Sendable, Hashable {
  /// No value.
  case null
  /// A 64-bit signed integer; the only integer type. Booleans are 0 and 1.
  case integer(Int64)
  /// A double.
  case real(Double)
  /// Text, stored as UTF-8.
  case text(String)
  /// Bytes, stored as they are.
  case bytes([UInt8])

  /// An integer, or null for nil.
  public static func optionalInteger(_ value: Int64?) -> DatabaseValue {
    value.map { .integer($0) } ?? .null
  }

  /// Text, or null for nil.
  public static func optionalText(_ value: String?) -> DatabaseValue {
    value.map { .text($0) } ?? .null
  }

  /// 1 for true, 0 for false.
  public static func boolean(_ value: Bool) -> DatabaseValue {
    .integer(value ? 1 : 0)
  }
}

extension DatabaseValue: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral
{
  /// ``null``.
  public init(nilLiteral: ()) {
    self = .null
  }

  /// ``integer(_:)``.
  public init(integerLiteral value: Int64) {
    self = .integer(value)
  }

  /// ``real(_:)``.
  public init(floatLiteral value: Double) {
    self = .real(value)
  }

  /// ``text(_:)``.
  public init(stringLiteral value: String) {
    self = .text(value)
  }
}
