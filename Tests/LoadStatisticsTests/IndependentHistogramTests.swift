import Foundation
import TestSupport
import Testing

@testable import LoadStatistics

/// Goal: our histograms are those of everybody else. Method: what we write is read, and what we read is written, by
/// HdrHistogram's Python library, which records the same raw values itself.
@Suite(
  "Histograms against an independent implementation",
  .enabled(if: IndependentHistograms.python != nil, "hdrhistogram cannot be had from PyPI, or python3-venv is missing")
)
struct IndependentHistogramTests {
  /// 100,000 values in each interval: so many that percentiles to five nines are whole counts, about whose rounding
  /// implementations cannot differ.
  private static func values(_ generator: inout SeededGenerator) -> [[UInt64]] {
    (0..<3).map { _ in
      let digits = generator.within(2, 41)
      return (0..<100_000).map { _ in
        min(generator.next() >> UInt64(64 - generator.within(1, digits)), LatencyHistogram.nanosecondsMax)
      }
    }
  }

  private static func temporaryFile() -> URL {
    FileManager.default.temporaryDirectory.appending(path: "ocop-hdr-log-\(UInt64.random(in: 0 ... .max))")
  }

  private static func remove(_ file: URL) {
    for file in [file, file.appendingPathExtension("values")] { try? FileManager.default.removeItem(at: file) }
  }

  @Test("a log of ours has, for another's reader, the counts and figures of the values that were recorded")
  func readByAnother() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let values = Self.values(&generator)
    let histograms = values.map { values in
      values.reduce(into: LatencyHistogram()) { $0.record(nanoseconds: $1) }
    }
    var text = HistogramLogWriter.header(startUnixMilliseconds: 1_700_000_000_250, comment: "a test")
    for (index, histogram) in histograms.enumerated() {
      text += HistogramLogWriter.line(
        HistogramLogEntry(
          tag: index == 1 ? "two" : nil,
          startMilliseconds: Int64(index) * 1000,
          lengthMilliseconds: 999,
          histogram: histogram.sparse
        )
      )
    }
    let file = Self.temporaryFile()
    defer { Self.remove(file) }
    try Data(text.utf8).write(to: file)
    let found = try #require(try IndependentHistograms.run("read", log: file, values: values) as? [[String: Any]])
    #expect(found.count == histograms.count)
    for (index, (histogram, found)) in zip(histograms, found).enumerated() {
      let percentiles = [0, 50, 75, 90, 99, 99.9, 99.99, 99.999, 100].map(histogram.nanoseconds(atPercentile:))
      #expect(found["percentiles"] as? [UInt64] == percentiles, "seed \(seed), interval \(index)")
      #expect(found["count"] as? UInt64 == histogram.count)
      #expect(found["min"] as? UInt64 == histogram.minNanoseconds, "seed \(seed), interval \(index)")
      #expect(found["max"] as? UInt64 == histogram.maxNanoseconds, "seed \(seed), interval \(index)")
      let mean = try #require(found["mean"] as? Double)
      #expect((mean / histogram.meanNanoseconds - 1).magnitude < 1e-9, "seed \(seed), interval \(index)")
      let deviation = try #require(found["deviation"] as? Double)
      let ours = histogram.standardDeviationNanoseconds
      #expect((deviation / ours - 1).magnitude < 1e-9, "seed \(seed), interval \(index)")
      #expect(found["start"] as? Double == 1_700_000_000_250 + Double(index) * 1000)
      #expect(found["tag"] as? String == (index == 1 ? "two" : nil))
    }
  }

  @Test("a log of another's has, for us, the counts of the values that were recorded")
  func writtenByAnother() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let values = Self.values(&generator)
    let file = Self.temporaryFile()
    defer { Self.remove(file) }
    let written = try #require(try IndependentHistograms.run("write", log: file, values: values) as? [[[UInt64]]])
    let log = try HistogramLog(reading: try String(contentsOf: file, encoding: .utf8))
    #expect(log.startUnixMilliseconds == 1_700_000_000_250)
    #expect(log.entries.count == values.count)
    for (index, entry) in log.entries.enumerated() {
      #expect(entry.startMilliseconds == Int64(index) * 1000 + 500)
      #expect(entry.lengthMilliseconds == 1250)
      let counts = entry.histogram.buckets.map { [$0.lowestNanoseconds, $0.count] }
      #expect(counts == written[index], "seed \(seed), interval \(index)")
      let ours = values[index].reduce(into: LatencyHistogram()) { $0.record(nanoseconds: $1) }
      #expect(entry.histogram == ours.sparse, "seed \(seed), interval \(index)")
    }
  }
}
