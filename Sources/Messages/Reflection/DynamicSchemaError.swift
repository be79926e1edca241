/// Why a schema that a daemon sent cannot be used.
public struct DynamicSchemaError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, for programs.
  public enum Reason: Sendable, Hashable, CaseIterable {
    /// The schema has no service.
    case noService
    /// A name is empty, too long, or no name of protobuf.
    case badName
    /// Two things have one name.
    case duplicateName
    /// A field's number is not between 1 and 536870911.
    case badNumber
    /// Two fields of a message have one number.
    case duplicateNumber
    /// A field has a type this program does not know.
    case unknownType
    /// A field or method names a message or enumeration that the schema lacks.
    case missingType
    /// A field is repeated and in a oneof.
    case repeatedInOneof
    /// An enumeration without values.
    case noValues
    /// A message contains itself.
    case recursive
    /// Messages nest deeper than they are decoded.
    case tooDeep
    /// More types, fields or values than are taken.
    case tooLarge
  }

  /// What is wrong, for programs.
  public let reason: Reason
  /// What is wrong and where, for people.
  public let message: String

  init(_ reason: Reason, _ message: String) {
    self.reason = reason
    self.message = message
  }

  /// The same as ``message``.
  public var description: String { message }
}
