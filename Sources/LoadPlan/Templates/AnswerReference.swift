/// A value in the answer of an earlier step: `${answer(register, records[0].revision)}`.
package struct AnswerReference: Sendable, Hashable {
  /// Name of the step.
  package let step: String
  package let path: AnswerPath

  /// As it stands in a template.
  var placeholder: String { "${answer(\(step), \(path))}" }
}
