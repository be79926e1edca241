/// Why one field of a record is refused.
public struct RuleViolation: Hashable, Sendable {
  /// Field of the record as its message names it: "unit_code".
  public let field: String
  /// Stable reason in lower_snake_case: "unknown_unit".
  public let reason: String
  /// For people: what is wrong and what to do.
  public let description: String

  /// A violation of these parts.
  public init(field: String, reason: String, description: String) {
    self.field = field
    self.reason = reason
    self.description = description
  }
}
