/// What protoc prints when nothing was generated.
struct GeneratorError: Error, CustomStringConvertible {
  /// One line for each thing that is wrong, each naming what it is about.
  let problems: [String]

  var description: String { problems.joined(separator: "\n") }
}
