/// Why JSON is not a run's result.
package struct ResultJSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Path of the value from the root: "methods[2].statuses[0].latency".
  package let path: String
  /// What is wrong.
  package let reason: String

  package var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}
