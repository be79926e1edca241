/// Why a value cannot be put into a ``DynamicMessage``.
public struct DynamicMessageError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, for programs.
  public enum Reason: Sendable, Hashable {
    /// The field is of another message.
    case foreignField
    /// The value is not of the field's type, or repeated where the field is not (or the reverse).
    case wrongType
    /// A string holds a NUL, which no receiver accepts.
    case nulInString
  }

  /// What is wrong, for programs.
  public let reason: Reason
  /// What is wrong and where, for people.
  public let message: String

  /// The same as ``message``.
  public var description: String { message }
}
