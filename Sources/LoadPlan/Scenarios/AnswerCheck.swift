package import ClientKit

/// What an answer must hold, beside the code that its call ends with: an import is answered with OK also when its
/// records are refused.
package struct AnswerCheck: Sendable, Hashable {
  package let path: AnswerPath
  /// The value as text: "true", "3", "RECORD_KIND_PRODUCER".
  package let expected: String

  /// What is wrong with an answer: "applied is false, not true"; nil when nothing is.
  package func fault(in answer: JSONValue) -> String? {
    switch path.value(in: answer) {
    case .string(expected), .number(expected): nil
    case .bool(let value) where expected == (value ? "true" : "false"): nil
    case let value?: "\(path) is \(JSONWriter.oneLine(value).shortened(to: 80)), not \(expected)"
    case nil: "there is no \(path)"
    }
  }
}
