/// Everything that is wrong with a configuration: one sentence a problem, each with where it came from and what to do.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The problems, in the order file, environment, flags.
  public let problems: [String]

  /// Makes the error from its problems.
  public init(problems: [String]) {
    self.problems = problems
  }

  /// The problems, one a line.
  public var description: String {
    problems.joined(separator: "\n")
  }
}
