import Histogram
import TestSupport
import Testing

@testable import LoadStatistics

@Suite("Histograms of times")
struct LatencyHistogramTests {
  /// Times of all magnitudes.
  private static func values(_ generator: inout SeededGenerator, count: Int) -> [UInt64] {
    (0..<count).map { _ in
      min(generator.next() >> UInt64(generator.within(22, 63)), LatencyHistogram.nanosecondsMax)
    }
  }

  @Test("a time is told to three digits: to the nanosecond up to 2 µs, within a thousandth above")
  func precision() {
    var generator = SeededGenerator(seed: 1)
    for value in [0, 1, 2] + Array(2040...2060) + Array(4090...4100) + Self.values(&generator, count: 300) {
      var histogram = LatencyHistogram()
      histogram.record(nanoseconds: value)
      let found = histogram.nanoseconds(atPercentile: 50)
      #expect(found >= value && found - value <= value / 1000, "\(value)")
      #expect(value >= 2048 || found == value)
      let index = BucketLayout.index(ofNanoseconds: value)
      #expect(histogram.buckets.map(\.lowestNanoseconds) == [BucketLayout.lowestNanoseconds(atIndex: index)])
      #expect(BucketLayout.lowestNanoseconds(of: value) == BucketLayout.lowestNanoseconds(atIndex: index))
    }
    let last = BucketLayout.lowestNanoseconds(atIndex: BucketLayout.indexCount - 1)
    #expect(BucketLayout.index(ofNanoseconds: last) == BucketLayout.indexCount - 1)
    #expect(BucketLayout.index(ofNanoseconds: .max) >= BucketLayout.indexCount)
  }

  @Test("without its empty buckets, a histogram says what the library says")
  func sparseSaysTheSame() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for size in [1, 2, 3, 10, 999, 1000, 5000] {
      var dense = LatencyHistogram()
      var library = Histogram<UInt64>(highestTrackableValue: LatencyHistogram.nanosecondsMax)
      for value in Self.values(&generator, count: size) {
        let count = UInt64(generator.within(1, 3))
        dense.record(nanoseconds: value, count: count)
        library.record(value, count: count)
      }
      let sparse = dense.sparse
      #expect(LatencyHistogram(sparse).sparse == sparse)
      #expect(sparse.count == library.totalCount)
      #expect(sparse.minNanoseconds == library.lowestEquivalentForValue(library.min), "seed \(seed)")
      #expect(sparse.maxNanoseconds == library.max, "seed \(seed)")
      #expect(sparse.meanNanoseconds == library.mean, "seed \(seed)")
      let deviation = library.stdDeviation
      #expect((sparse.standardDeviationNanoseconds - deviation).magnitude <= deviation * 1e-12, "seed \(seed)")
      for percentile in [0, 0.1, 50, 75, 90, 99, 99.9, 99.99, 99.999, 100] + (0..<100).map({ Double($0) * 1.003 }) {
        let found = sparse.nanoseconds(atPercentile: percentile)
        let value = library.valueAtPercentile(percentile)
        let expected =
          percentile == 0 ? library.lowestEquivalentForValue(value) : library.highestEquivalentForValue(value)
        #expect(found == expected, "p\(percentile), seed \(seed)")
        #expect(found == dense.nanoseconds(atPercentile: percentile))
      }
      for steps in [1, 5] {
        let points = sparse.percentilePoints(stepsPerHalving: steps)
        let expected = library.percentiles(ticksPerHalfDistance: steps).map { step in
          PercentilePoint(
            percentile: step.percentileLevelIteratedTo,
            nanoseconds: step.value,
            countBelow: step.totalCountToThisValue
          )
        }
        #expect(points == expected, "seed \(seed)")
        #expect(points.last?.percentile == 100)
      }
    }
  }

  @Test("percentiles are those of the sorted values")
  func percentilesOfSortedValues() {
    var histogram = LatencyHistogram()
    for value in 1...1000 { histogram.record(nanoseconds: UInt64(value)) }
    #expect(histogram.nanoseconds(atPercentile: 50) == 500)
    #expect(histogram.nanoseconds(atPercentile: 99) == 990)
    #expect(histogram.nanoseconds(atPercentile: 99.9) == 999)
    #expect(histogram.nanoseconds(atPercentile: 99.91) == 1000)
    #expect(histogram.nanoseconds(atPercentile: 100) == 1000)
    #expect(histogram.nanoseconds(atPercentile: 0) == 1)
    // 99.9 times 41,000 by 100 is a hair above 40,959 among doubles.
    #expect(SparseHistogram.rank(ofPercentile: 99.9, count: 41_000) == 40_959)
    #expect(histogram.meanNanoseconds == 500.5)
    #expect((histogram.standardDeviationNanoseconds - 288.675).magnitude < 0.001)
  }

  @Test("an empty histogram says zero to everything")
  func empty() {
    let histogram = LatencyHistogram()
    #expect(histogram.buckets.isEmpty)
    #expect(histogram.count == 0)
    #expect(histogram.minNanoseconds == 0 && histogram.maxNanoseconds == 0)
    #expect(histogram.meanNanoseconds == 0 && histogram.standardDeviationNanoseconds == 0)
    #expect(histogram.nanoseconds(atPercentile: 99) == 0 && histogram.sparse.nanoseconds(atPercentile: 99) == 0)
    #expect(histogram.percentilePoints().isEmpty && histogram.sparse.percentilePoints().isEmpty)
  }

  @Test("what is longer than an hour is counted as an hour, and told")
  func clamping() {
    var histogram = LatencyHistogram()
    histogram.record(nanoseconds: LatencyHistogram.nanosecondsMax)
    #expect(histogram.clampedCount == 0)
    histogram.record(nanoseconds: LatencyHistogram.nanosecondsMax + 1)
    histogram.record(nanoseconds: .max, count: 2)
    #expect(histogram.clampedCount == 3)
    #expect(histogram.count == 4)
    #expect(histogram.buckets.count == 1)
    #expect(histogram.sparse.clampedCount == 3)
    histogram.reset()
    #expect(histogram == LatencyHistogram())
  }

  @Test("merging is recording both, and subtracting takes back what was merged")
  func mergingAndSubtracting() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<5 {
      var (left, right, both) = (LatencyHistogram(), LatencyHistogram(), LatencyHistogram())
      for (index, value) in (Self.values(&generator, count: 400) + [.max, .max]).enumerated() {
        both.record(nanoseconds: value)
        if index.isMultiple(of: 2) { left.record(nanoseconds: value) } else { right.record(nanoseconds: value) }
      }
      var merged = left
      merged.merge(right)
      #expect(merged == both, "seed \(seed)")
      var sparse = left.sparse
      sparse.merge(right.sparse)
      #expect(sparse == both.sparse, "seed \(seed)")
      #expect(both.subtracting(left)?.sparse == right.sparse, "seed \(seed)")
      #expect(both.subtracting(both)?.sparse == SparseHistogram())
      #expect(left.subtracting(both) == nil)
    }
    var clamped = LatencyHistogram()
    clamped.record(nanoseconds: .max)
    var hour = LatencyHistogram()
    hour.record(nanoseconds: LatencyHistogram.nanosecondsMax)
    #expect(hour.subtracting(clamped) == nil)
  }

  @Test("times that come to more than 584 years in all are no trouble")
  func muchTime() {
    var histogram = LatencyHistogram()
    histogram.record(nanoseconds: LatencyHistogram.nanosecondsMax, count: 1 << 50)
    #expect(histogram.count == 1 << 50)
    #expect((histogram.meanNanoseconds / Double(LatencyHistogram.nanosecondsMax) - 1).magnitude < 0.001)
    #expect(histogram.percentilePoints().count > 1)
  }
}
