/// What is wrong with a key, a token or a line, as the end of a sentence: "is not a signing key …".
public struct IdentityProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The end of the sentence.
  public let description: String

  init(_ description: String) { self.description = description }

  /// The same about something else: "cannot be signed, since 2026-a.key is not a signing key …".
  public func prefixed(_ text: String) -> IdentityProblem { IdentityProblem("\(text) \(description)") }
}
