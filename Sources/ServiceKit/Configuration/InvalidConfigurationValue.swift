/// Why a text is not a value of a configuration key. Says only what is wrong; what is allowed stands in the key's
/// definition.
public struct InvalidConfigurationValue: Error, Sendable, Equatable {
  /// For people: "is not a whole number".
  public var reason: String

  /// Makes the error from its reason.
  public init(_ reason: String) {
    self.reason = reason
  }
}
