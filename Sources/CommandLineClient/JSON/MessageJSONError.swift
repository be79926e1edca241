/// Why JSON does not fit a message.
struct MessageJSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Path of the value from the message's root: "records[3].producer.type".
  let path: String
  /// What is wrong and what to do.
  let reason: String

  var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}
