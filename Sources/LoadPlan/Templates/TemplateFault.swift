/// What is wrong with a request template, or with a value that it was to give.
package struct TemplateFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// Path of the field in the request: "records[0].producer.name"; empty for the request itself.
  package let path: String
  /// The placeholder as it is written: "${sequnce}"; nil when it is not about one.
  package let placeholder: String?
  /// What is wrong and what to do.
  package let reason: String

  package init(path: String = "", placeholder: String? = nil, reason: String) {
    self.path = path
    self.placeholder = placeholder
    self.reason = reason
  }

  package var description: String { [path, placeholder ?? "", reason].filter { !$0.isEmpty }.joined(separator: ": ") }

  /// The same fault at a place.
  func at(_ path: String) -> TemplateFault { TemplateFault(path: path, placeholder: placeholder, reason: reason) }
}
