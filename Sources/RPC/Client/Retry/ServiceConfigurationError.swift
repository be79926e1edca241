/// Why a service configuration cannot be used.
public struct ServiceConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Everything that is wrong, a sentence each; of a text, with the line in front: "3: ...".
  public let problems: [String]

  /// The problems, one a line.
  public var description: String { problems.joined(separator: "\n") }
}
