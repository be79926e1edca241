/// Why a text is not a threshold.
package struct ThresholdError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The character at fault, from 1.
  package let column: Int
  /// What was expected there.
  package let reason: String

  package var description: String { "threshold, column \(column): \(reason)" }
}
