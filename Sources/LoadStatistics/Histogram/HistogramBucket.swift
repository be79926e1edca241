/// A bucket of a histogram in which something was counted.
package struct HistogramBucket: Sendable, Hashable {
  /// The smallest value that is counted here, in nanoseconds.
  package let lowestNanoseconds: UInt64
  /// Values counted; at least 1.
  package var count: UInt64

  /// The largest value that is counted here, in nanoseconds: what percentiles are told as.
  package var highestNanoseconds: UInt64 {
    lowestNanoseconds + BucketLayout.width(ofNanoseconds: lowestNanoseconds) - 1
  }

  /// The value in the bucket's middle, in nanoseconds: what means are made of.
  package var middleNanoseconds: UInt64 {
    lowestNanoseconds + BucketLayout.width(ofNanoseconds: lowestNanoseconds) / 2
  }
}
