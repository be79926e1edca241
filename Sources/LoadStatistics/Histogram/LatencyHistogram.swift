internal import Histogram

/// Times from 1 nanosecond to one hour, to three significant digits (an HdrHistogram), for recording.
///
/// Takes 270 KB whatever it holds, and never allocates while it records. Keep many of them as ``SparseHistogram``s.
/// Recording costs 15 ns in a release build; everything that is asked afterwards, 0.1 ms.
package struct LatencyHistogram: Sendable, Equatable {
  /// The largest time that is told apart; longer ones are counted as this.
  package static let nanosecondsMax = BucketLayout.nanosecondsMax

  /// What every histogram begins as. The library's own initialiser and `reset` take most of a millisecond, which in the
  /// middle of a run would be seen as late calls; a copy takes a thirtieth.
  private static let empty = Histogram<UInt64>(
    lowestDiscernibleValue: 1,
    highestTrackableValue: BucketLayout.nanosecondsMax,
    numberOfSignificantValueDigits: .three
  )

  private var histogram = Self.empty

  /// How many of the recorded times were longer than ``nanosecondsMax``.
  package private(set) var clampedCount: UInt64 = 0

  /// An empty histogram.
  package init() {
    makeOwnCopy()
  }

  /// A histogram to record on into, with what another holds.
  package init(_ sparse: SparseHistogram) {
    makeOwnCopy()
    merge(sparse)
  }

  /// Counts a time.
  ///
  /// - Parameters:
  ///   - nanoseconds: The time; one above ``nanosecondsMax`` is counted as that, and in ``clampedCount``.
  ///   - count: How often it is counted.
  package mutating func record(nanoseconds: UInt64, count: UInt64 = 1) {
    if nanoseconds > BucketLayout.nanosecondsMax {
      clampedCount &+= count
      histogram.record(BucketLayout.nanosecondsMax, count: count)
    } else {
      histogram.record(nanoseconds, count: count)
    }
  }

  /// Adds what another has recorded.
  package mutating func merge(_ other: LatencyHistogram) {
    histogram.add(other.histogram)
    clampedCount += other.clampedCount
  }

  /// Adds what another has recorded.
  package mutating func merge(_ other: SparseHistogram) {
    for bucket in other.buckets { histogram.record(bucket.lowestNanoseconds, count: bucket.count) }
    clampedCount += other.clampedCount
  }

  /// Forgets everything. Takes about 0.02 ms, or nothing when nothing was recorded.
  package mutating func reset() {
    if count == 0 { return }
    histogram = Self.empty
    clampedCount = 0
    makeOwnCopy()
  }

  /// Copies the counts now, and not when the first time is recorded: counting nothing is a change, too.
  private mutating func makeOwnCopy() {
    histogram.record(0, count: 0)
  }

  /// What was recorded, without the empty buckets. Takes about 0.1 ms.
  package var sparse: SparseHistogram {
    // Not with the library's iterators: they sum up all times on the way, and trap when that is more than 584 years.
    var buckets: [HistogramBucket] = []
    for index in 0...BucketLayout.index(ofNanoseconds: histogram.maxRecorded) {
      let lowest = BucketLayout.lowestNanoseconds(atIndex: index)
      let count = histogram.countForValue(lowest)
      if count > 0 { buckets.append(HistogramBucket(lowestNanoseconds: lowest, count: count)) }
    }
    return SparseHistogram(buckets: buckets, clampedCount: clampedCount)
  }

  /// The buckets in which something was counted, from the smallest time on.
  package var buckets: [HistogramBucket] { sparse.buckets }

  /// How many times were recorded.
  package var count: UInt64 { histogram.totalCount }

  /// The smallest recorded time in nanoseconds, as the lowest of its bucket; 0 when nothing was recorded.
  package var minNanoseconds: UInt64 { histogram.lowestEquivalentForValue(histogram.min) }

  /// The largest recorded time in nanoseconds, as the highest of its bucket; 0 when nothing was recorded.
  package var maxNanoseconds: UInt64 { histogram.max }

  /// The mean in nanoseconds, each time taken as the middle of its bucket; 0 when nothing was recorded.
  package var meanNanoseconds: Double { sparse.meanNanoseconds }

  /// The standard deviation in nanoseconds (of the whole, not of a sample); 0 when nothing was recorded.
  package var standardDeviationNanoseconds: Double { sparse.standardDeviationNanoseconds }

  /// The time that `percentile` percent of the recorded ones do not exceed, in nanoseconds: the highest of its bucket,
  /// as HdrHistogram has it; 0 when nothing was recorded.
  ///
  /// - Parameter percentile: From 0, which gives the lowest of the first bucket, to 100.
  package func nanoseconds(atPercentile percentile: Double) -> UInt64 {
    // Not the library's, which takes ten times as long: it is generic, and not specialised outside its own module.
    sparse.nanoseconds(atPercentile: percentile)
  }

  /// The percentile distribution as HdrHistogram prints it: with each halving of what is left to 100 % the steps become
  /// half as wide, until every recorded time is below; the last point is 100 %.
  ///
  /// - Parameter stepsPerHalving: At least 1.
  package func percentilePoints(stepsPerHalving: Int = 5) -> [PercentilePoint] {
    sparse.percentilePoints(stepsPerHalving: stepsPerHalving)
  }

  /// What is left when the times of `other` are taken out; nil when they are not all there.
  package func subtracting(_ other: LatencyHistogram) -> LatencyHistogram? {
    sparse.subtracting(other.sparse).map { LatencyHistogram($0) }
  }
}
