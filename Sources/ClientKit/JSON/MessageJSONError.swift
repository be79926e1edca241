/// Why JSON does not fit a message.
package struct MessageJSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Path of the value from the message's root: "records[3].producer.type".
  package let path: String
  /// What is wrong and what to do.
  package let reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  package var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}
