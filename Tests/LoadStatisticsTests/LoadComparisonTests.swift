import ClientKit
import TestSupport
import Testing

@testable import LoadStatistics

@Suite("Comparisons of runs")
struct LoadComparisonTests {
  /// A run of one method whose intervals are alike.
  private static func run(
    _ generator: inout SeededGenerator,
    slowness: Double = 1,
    rate: Int = 20,
    seconds: Int = 15
  ) -> LoadRunResult {
    var result = LoadRunResult()
    result.description.durationSeconds = Double(seconds)
    var whole = LatencyHistogram()
    var recorder = LatencyHistogram()
    for index in 0..<seconds {
      var interval = LoadIntervalResult(index: index)
      recorder.reset()
      for _ in 0..<rate {
        // To the hundredth of a millisecond: fewer buckets, so that the tests take less time.
        recorder.record(nanoseconds: SampleRun.time(&generator, median: 1_000_000 * slowness) / 10_000 * 10_000)
      }
      interval.latency = recorder.sparse
      interval.ended = UInt64(rate)
      whole.merge(recorder)
      result.intervals.append(interval)
    }
    var status = LoadStatusResult(status: "OK")
    status.count = whole.count
    status.latency = whole.sparse
    var method = LoadMethodResult(name: "a.A/Get")
    method.statuses = [status]
    result.methods = [method]
    result.counts.ended = whole.count
    result.counts.completed = whole.count
    return result
  }

  private static func measure(_ measure: LoadMeasure, _ comparison: LoadComparison) throws -> LoadComparedMeasure {
    try #require(comparison.groups.first?.measures.first { $0.measure == measure })
  }

  /// Goal: the intervals hold what they say. Method: 40 pairs of runs of the same distribution, of which two or so
  /// may be told apart in each measure; by fixed seeds, so that the test never fails by chance.
  @Test("runs of the same kind are told apart in about five of a hundred cases")
  func sameDistribution() throws {
    var apart: [LoadMeasure: Int] = [:]
    for trial in 0..<40 {
      var generator = SeededGenerator(seed: UInt64(1000 + trial))
      let comparison = LoadComparison(before: Self.run(&generator), after: Self.run(&generator))
      for measure in [LoadMeasure.p50, .p90, .mean] where try Self.measure(measure, comparison).verdict != .noDifference
      {
        apart[measure, default: 0] += 1
      }
      #expect(try Self.measure(.rate, comparison).verdict == .noDifference)
    }
    for measure in [LoadMeasure.p50, .p90, .mean] {
      #expect((0...6).contains(apart[measure] ?? 0), "\(measure): \(apart[measure] ?? 0) of 40")
    }
    #expect(apart.values.reduce(0, +) > 0, "intervals that never miss are too wide")
  }

  @Test("a fifth more is told, with the ratio in its interval")
  func shift() throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let before = Self.run(&generator, rate: 200)
      let after = Self.run(&generator, slowness: 1.2, rate: 160)
      let comparison = LoadComparison(before: before, after: after)
      for measure in [LoadMeasure.p50, .p90, .p99, .mean] {
        let compared = try Self.measure(measure, comparison)
        #expect(compared.verdict == .higher, "seed \(seed): \(compared)")
        #expect(compared.ratioInterval?.contains(compared.ratio) == true)
        #expect(compared.differenceInterval?.contains(compared.difference) == true)
      }
      let ratio = try Self.measure(.p50, comparison).ratio
      #expect((ratio - 1.2).magnitude < 0.06, "seed \(seed)")
      let rate = try Self.measure(.rate, comparison)
      #expect(rate.verdict == .lower && (rate.ratio - 0.8).magnitude < 1e-9)
      let back = LoadComparison(before: after, after: before)
      #expect(try Self.measure(.p50, back).verdict == .lower)
    }
  }

  @Test("the same runs and seed give the same comparison, and its measures are those of the runs")
  func repeatable() throws {
    var generator = SeededGenerator(seed: 4)
    let (before, after) = (Self.run(&generator), Self.run(&generator))
    let comparison = LoadComparison(before: before, after: after, resampleCount: 1, seed: 9)
    #expect(comparison == LoadComparison(before: before, after: after, resampleCount: 1, seed: 9))
    #expect(comparison != LoadComparison(before: before, after: after, seed: 10))
    #expect(comparison.resampleCount == LoadComparison.resampleCountMin)
    #expect(try Self.measure(.p999, comparison).before == Double(before.latency.nanoseconds(atPercentile: 99.9)))
    #expect(try Self.measure(.mean, comparison).after == after.latency.meanNanoseconds)
    var resampler = IntervalResampler(before.intervals.map(\.latency), intervalSeconds: 1)
    let found = resampler.measuresOfAll()
    let whole = try #require(found)
    for (index, measure) in LoadMeasure.allCases.enumerated() {
      let expected = try Self.measure(measure, comparison).before
      #expect((whole[index] / expected - 1).magnitude < 1e-12, "\(measure)")
    }
  }

  @Test("methods are compared each by itself, and what only one run has is named")
  func methods() throws {
    let before = SampleRun.result(seed: 1, seconds: 10, rate: 60)
    var after = SampleRun.result(seed: 2, seconds: 10, rate: 60, slowness: 2)
    after.methods.append(LoadMethodResult(name: "a.A/New"))
    let comparison = LoadComparison(before: before, after: after)
    #expect(comparison.groups.map(\.method?.count) == [nil, 30, 32, 30])
    #expect(comparison.groups.allSatisfy { $0.measures.count == LoadMeasure.allCases.count })
    #expect(comparison.groups.allSatisfy { $0.measures[0].verdict == .higher })
    #expect(comparison.unmatchedMethods == ["a.A/New"])
    let text = comparison.text
    #expect(text.contains("In one of the runs only: a.A/New"))
    #expect(text.contains("registry.v1.Registry/GetRecord"))
    #expect(text.contains("% higher"))
    let json = JSONWriter.oneLine(comparison.json)
    #expect(try JSONParser.value(of: Array(json.utf8)) == comparison.json)
    #expect(json.contains("\"verdict\":\"higher\""))
  }

  @Test("too few intervals, or no calls, are said to be so")
  func tooLittle() {
    var generator = SeededGenerator(seed: 5)
    let short = Self.run(&generator, seconds: 4)
    let comparison = LoadComparison(before: short, after: short)
    #expect(comparison.groups.allSatisfy { $0.measures.allSatisfy { $0.verdict == .unknown } })
    #expect(comparison.text.contains("too few intervals to tell"))
    let empty = LoadComparison(before: LoadRunResult(), after: short)
    #expect(empty.groups.map(\.measures.count) == [0])
    #expect(empty.text.contains("no call ended in one of the runs"))
  }
}
