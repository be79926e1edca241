/// Draws runs that might have been, out of the intervals of one that was: as many intervals as it had, with
/// replacement, merged (a bootstrap whose blocks are whole intervals: what hangs together within one stays together).
///
/// Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapters 8 and 13.
struct IntervalResampler {
  /// Counts of an interval: the places of ``values`` in which it has some.
  private struct Interval {
    var entries: [(place: Int, count: UInt64)]
    let total: UInt64
  }

  /// Times that occur in any interval, in order: highest and middle of their buckets, in nanoseconds.
  private let highest: [Double]
  private let middle: [Double]
  private let intervals: [Interval]
  /// The percentiles among the measures, which come first, and rise.
  private let percentiles = LoadMeasure.allCases.compactMap(\.percentile)
  private let intervalSeconds: Double
  /// Counts of the run that was drawn, by place; kept from one to the next so that nothing is allocated.
  private var counts: [UInt64]

  /// - Parameters:
  ///   - histograms: The latencies of each interval; at least one.
  ///   - intervalSeconds: The length of an interval.
  init(_ histograms: [SparseHistogram], intervalSeconds: Double) {
    let whole = histograms.reduce(into: SparseHistogram()) { $0.merge($1) }
    highest = whole.buckets.map { Double($0.highestNanoseconds) }
    middle = whole.buckets.map { Double($0.middleNanoseconds) }
    let places = Dictionary(uniqueKeysWithValues: whole.buckets.enumerated().map { ($1.lowestNanoseconds, $0) })
    intervals = histograms.map { histogram in
      Interval(
        entries: histogram.buckets.compactMap { bucket in
          places[bucket.lowestNanoseconds].map { (place: $0, count: bucket.count) }
        },
        total: histogram.count
      )
    }
    self.intervalSeconds = intervalSeconds
    counts = [UInt64](repeating: 0, count: highest.count)
  }

  /// The measures of a run that is drawn, in the order of ``LoadMeasure``; nil when no call ended in it.
  mutating func draw(_ generator: inout ResamplingGenerator) -> [Double]? {
    var drawn: [Int] = []
    drawn.reserveCapacity(intervals.count)
    for _ in intervals { drawn.append(generator.below(intervals.count)) }
    return measures(of: drawn)
  }

  /// The measures of the run that was.
  mutating func measuresOfAll() -> [Double]? { measures(of: Array(intervals.indices)) }

  private mutating func measures(of drawn: [Int]) -> [Double]? {
    var total: UInt64 = 0
    counts.withUnsafeMutableBufferPointer { counts in
      counts.update(repeating: 0)
      for index in drawn {
        total &+= intervals[index].total
        intervals[index].entries.withUnsafeBufferPointer { entries in
          for entry in entries { counts[entry.place] &+= entry.count }
        }
      }
    }
    if total == 0 { return nil }
    var sum: Double = 0
    var below: UInt64 = 0
    let ranks = percentiles.map { SparseHistogram.rank(ofPercentile: $0, count: total) }
    var values = [Double](repeating: 0, count: LoadMeasure.allCases.count)
    var next = 0
    counts.withUnsafeBufferPointer { counts in
      for place in counts.indices where counts[place] > 0 {
        sum += middle[place] * Double(counts[place])
        below &+= counts[place]
        while next < ranks.count, below >= ranks[next] {
          values[next] = highest[place]
          next += 1
        }
      }
    }
    for (index, measure) in LoadMeasure.allCases.enumerated() {
      if measure == .mean { values[index] = sum / Double(total) }
      if measure == .rate { values[index] = Double(total) / (Double(drawn.count) * intervalSeconds) }
    }
    return values
  }
}
