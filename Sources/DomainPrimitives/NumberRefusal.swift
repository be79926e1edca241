/// Why a text is not the number it is given for. It never repeats the text: what is refused may be a person's number.
public struct NumberRefusal: Error, Hashable, Sendable {
  /// Stable reason in lower_snake_case: "bad_tax_code".
  public let reason: String
  /// For people, to follow the field's name: "has 9 digits; …".
  public let description: String

  /// A refusal of these parts.
  public init(reason: String, description: String) {
    self.reason = reason
    self.description = description
  }
}
