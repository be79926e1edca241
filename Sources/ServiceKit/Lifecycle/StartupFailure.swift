/// Why a daemon could not start, or had to stop: one sentence for the operator that says what to do.
public struct StartupFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// Makes the error from its sentence.
  public init(_ description: String) {
    self.description = description
  }
}
