/// A measure of two runs, and whether they differ in it.
package struct LoadComparedMeasure: Sendable, Hashable {
  /// What can be said.
  package enum Verdict: String, Sendable, Hashable {
    /// The interval of the ratio holds 1.
    case noDifference = "no difference can be told"
    /// The second run has less of it.
    case lower = "lower"
    /// The second run has more of it.
    case higher = "higher"
    /// There are too few intervals to say how certain the ratio is.
    case unknown = "too few intervals to tell"
  }

  /// What is measured.
  package let measure: LoadMeasure
  /// The first run's, in nanoseconds or calls per second.
  package let before: Double
  /// The second run's.
  package let after: Double
  /// Where the ratio of the second to the first lies with a confidence of 95 %; nil when that cannot be told.
  package let ratioInterval: ClosedRange<Double>?
  /// Where the difference, second less first, lies with a confidence of 95 %; nil when that cannot be told.
  package let differenceInterval: ClosedRange<Double>?

  /// The second run's share of the first.
  package var ratio: Double { after / before }

  /// How much more the second run has than the first.
  package var difference: Double { after - before }

  /// What can be said.
  package var verdict: Verdict {
    guard let ratioInterval else { return .unknown }
    if ratioInterval.contains(1) { return .noDifference }
    return ratioInterval.upperBound < 1 ? .lower : .higher
  }
}
