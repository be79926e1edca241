/// A step of a histogram's percentile distribution.
package struct PercentilePoint: Sendable, Hashable {
  /// The share of values that are no larger, from 0 to 100.
  package let percentile: Double
  /// The value, in nanoseconds: the largest of its bucket.
  package let nanoseconds: UInt64
  /// How many values are no larger.
  package let countBelow: UInt64
}
