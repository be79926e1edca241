/// What is wrong with a scenario file.
package struct PlanFault: Error, Sendable, Hashable, CustomStringConvertible {
  package let position: PlanPosition
  /// What is wrong and what to do.
  package let reason: String

  package var description: String { "\(position): \(reason)" }
}
