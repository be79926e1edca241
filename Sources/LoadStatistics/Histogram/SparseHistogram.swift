/// The counts of a ``LatencyHistogram`` without the empty buckets: small enough to keep one for every second of a run.
package struct SparseHistogram: Sendable, Hashable {
  /// Buckets in which something was counted, from the smallest time on.
  package private(set) var buckets: [HistogramBucket] = []
  /// How many times were recorded.
  package private(set) var count: UInt64 = 0
  /// How many of them were longer than ``LatencyHistogram/nanosecondsMax``.
  package private(set) var clampedCount: UInt64 = 0

  /// An empty histogram.
  package init() {}

  /// - Parameter buckets: In the order of their times, none twice, none empty.
  init(buckets: [HistogramBucket], clampedCount: UInt64 = 0) {
    self.buckets = buckets
    self.clampedCount = clampedCount
    count = buckets.reduce(0) { $0 + $1.count }
  }

  /// The same counts, of which `clampedCount` times were longer than can be told.
  func clamped(count clampedCount: UInt64) -> SparseHistogram {
    var copy = self
    copy.clampedCount = clampedCount
    return copy
  }

  /// Adds what another has recorded.
  package mutating func merge(_ other: SparseHistogram) {
    self = combined(with: other) { $0 + $1 }
    clampedCount += other.clampedCount
  }

  /// What is left when the times of `other` are taken out; nil when they are not all there.
  package func subtracting(_ other: SparseHistogram) -> SparseHistogram? {
    var isPossible = other.clampedCount <= clampedCount
    var rest = combined(with: other) { left, right in
      isPossible = isPossible && right <= left
      return left - min(left, right)
    }
    guard isPossible else { return nil }
    rest.clampedCount = clampedCount - other.clampedCount
    return rest
  }

  /// Both histograms bucket by bucket. Buckets that come to nothing are left out.
  private func combined(
    with other: SparseHistogram,
    _ combine: (UInt64, UInt64) -> UInt64
  ) -> SparseHistogram {
    let (left, right) = (buckets, other.buckets)
    var result: [HistogramBucket] = []
    result.reserveCapacity(max(left.count, right.count))
    var (leftIndex, rightIndex) = (0, 0)
    while leftIndex < left.count || rightIndex < right.count {
      let leftLowest = leftIndex < left.count ? left[leftIndex].lowestNanoseconds : .max
      let rightLowest = rightIndex < right.count ? right[rightIndex].lowestNanoseconds : .max
      let lowest = min(leftLowest, rightLowest)
      let count = combine(
        leftLowest == lowest ? left[leftIndex].count : 0,
        rightLowest == lowest ? right[rightIndex].count : 0
      )
      if leftLowest == lowest { leftIndex += 1 }
      if rightLowest == lowest { rightIndex += 1 }
      if count > 0 { result.append(HistogramBucket(lowestNanoseconds: lowest, count: count)) }
    }
    return SparseHistogram(buckets: result, clampedCount: clampedCount)
  }

  /// The smallest recorded time in nanoseconds, as the lowest of its bucket; 0 when nothing was recorded.
  package var minNanoseconds: UInt64 { buckets.first?.lowestNanoseconds ?? 0 }

  /// The largest recorded time in nanoseconds, as the highest of its bucket; 0 when nothing was recorded.
  package var maxNanoseconds: UInt64 {
    guard let last = buckets.last, last.lowestNanoseconds > 0 else { return 0 }
    return last.highestNanoseconds
  }

  /// The mean in nanoseconds, each time taken as the middle of its bucket; 0 when nothing was recorded.
  package var meanNanoseconds: Double {
    if count == 0 { return 0 }
    return buckets.reduce(0) { $0 + Double($1.middleNanoseconds) * Double($1.count) } / Double(count)
  }

  /// The standard deviation in nanoseconds (of the whole, not of a sample); 0 when nothing was recorded.
  package var standardDeviationNanoseconds: Double {
    if count == 0 { return 0 }
    let mean = meanNanoseconds
    let squares = buckets.reduce(0) { sum, bucket in
      let distance = Double(bucket.middleNanoseconds) - mean
      return sum + distance * distance * Double(bucket.count)
    }
    return (squares / Double(count)).squareRoot()
  }

  /// As ``LatencyHistogram/nanoseconds(atPercentile:)``.
  package func nanoseconds(atPercentile percentile: Double) -> UInt64 {
    guard percentile > 0 else { return minNanoseconds }
    let rank = Self.rank(ofPercentile: percentile, count: count)
    var below: UInt64 = 0
    for bucket in buckets {
      below += bucket.count
      if below >= rank { return bucket.lowestNanoseconds == 0 ? 0 : bucket.highestNanoseconds }
    }
    return 0
  }

  /// As ``LatencyHistogram/percentilePoints(stepsPerHalving:)``.
  package func percentilePoints(stepsPerHalving: Int = 5) -> [PercentilePoint] {
    var points: [PercentilePoint] = []
    var percentile: Double = 0
    var below: UInt64 = 0
    for bucket in buckets {
      below += bucket.count
      let reached = 100 * Double(below) / Double(count)
      while reached >= percentile, below < count || points.last?.countBelow != count {
        points.append(
          PercentilePoint(percentile: percentile, nanoseconds: bucket.highestNanoseconds, countBelow: below)
        )
        let halvings = Self.halvings(ofPercentile: percentile)
        percentile += 100 / (Double(max(1, stepsPerHalving)) * Double(1 << (halvings + 1) as UInt64))
      }
    }
    if let last = points.last {
      points.append(PercentilePoint(percentile: 100, nanoseconds: last.nanoseconds, countBelow: last.countBelow))
    }
    return points
  }

  /// How often what is left to 100 % was halved: 0 below 50 %, 1 below 75 %.
  private static func halvings(ofPercentile percentile: Double) -> UInt64 {
    UInt64(min(60, max(0, (100 / (100 - percentile)).exponent)))
  }

  /// Which of `count` values in order, from 1, a percentile is. As HdrHistogram: the next smaller double is taken and
  /// then rounded up, so that a product such as 99.9 % of 1,000 that comes out a hair too large takes no further one.
  static func rank(ofPercentile percentile: Double, count: UInt64) -> UInt64 {
    let share = min(percentile, 100).nextDown
    return min(max(1, UInt64((share * Double(count) / 100).rounded(.up))), max(1, count))
  }
}
