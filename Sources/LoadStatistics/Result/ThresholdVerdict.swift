/// What a threshold said about a run.
package struct ThresholdVerdict: Sendable, Hashable {
  /// The threshold as it was written: "p99 > 5ms".
  package let text: String
  /// What was measured, for people: "3.42 ms"; or why there is nothing to compare.
  package let measured: String
  /// What was measured, in nanoseconds, calls per second or as a share of 1; nil when there was nothing to measure.
  package let value: Double?
  /// Whether the run holds. What could not be measured does not hold.
  package let passed: Bool

  /// A verdict.
  package init(text: String, measured: String, value: Double?, passed: Bool) {
    self.text = text
    self.measured = measured
    self.value = value
    self.passed = passed
  }
}
