/// What is wrong with a file about identities: a sentence for each line.
public struct IdentityFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Sentences, each beginning with the path, and the line where it is about one.
  public let problems: [String]

  init(_ problems: [String]) { self.problems = problems }

  /// All of them.
  public var description: String { problems.joined(separator: "; ") }
}
