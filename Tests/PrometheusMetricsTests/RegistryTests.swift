import CoreMetrics
import Testing

@testable import PrometheusMetrics

/// The registry's bounds, and that it may be used from anywhere at once.
@Suite("Registry of metrics")
struct RegistryTests {
  @Test("the same label and dimensions are the same series, whoever asks")
  func sharedSeries() throws {
    let registry = PrometheusRegistry()
    Counter(label: "c", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
    Counter(label: "c", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
    #expect(try Exposition(reading: registry.text())["c_total", ["a": "1", "b": "2"]] == 2)
  }

  @Test("a series is forgotten when all who asked for it have destroyed it, and may come again")
  func destroyed() throws {
    let registry = PrometheusRegistry()
    let first = Counter(label: "c", factory: registry)
    let second = Counter(label: "c", factory: registry)
    second.increment()
    first.destroy()
    #expect(try Exposition(reading: registry.text())["c_total"] == 1)
    second.destroy()
    #expect(try Exposition(reading: registry.text())["c_total"] == nil)
    // The name is free for another kind now.
    Gauge(label: "c_total", factory: registry).record(7)
    #expect(try Exposition(reading: registry.text())["c_total"] == 7)
  }

  @Test("labels beyond the limit of a metric are counted together, and nothing is lost")
  func seriesPerFamily() throws {
    var limits = RegistryLimits()
    limits.seriesPerFamilyMax = 3
    let registry = PrometheusRegistry(limits: limits)
    for index in 0..<10 {
      Counter(label: "c", dimensions: [("id", "\(index)")], factory: registry).increment()
    }
    let read = try Exposition(reading: registry.text())
    #expect(read["c_total", ["id": "2"]] == 1)
    #expect(read["c_total", ["id": "3"]] == nil)
    #expect(read["c_total", ["otel_metric_overflow": "true"]] == 7)
    #expect(read[PrometheusRegistry.overflowName] == 7)
  }

  @Test("all series together have a limit as well, and so have the metrics")
  func totals() throws {
    var limits = RegistryLimits()
    limits.seriesMax = 4
    limits.familiesMax = 6
    let registry = PrometheusRegistry(limits: limits)
    for index in 0..<100 {
      Counter(label: "c\(index)", factory: registry).increment()
    }
    let read = try Exposition(reading: registry.text())
    #expect(read.families.count == limits.familiesMax + 1)
    #expect(read["c3_total"] == 1)
    #expect(read["c4_total", ["otel_metric_overflow": "true"]] == 1)
    #expect(read[PrometheusRegistry.overflowName] == 96)
  }

  @Test("a name that means something else already is left to whom it belongs, and counted as an overflow")
  func clashes() throws {
    let registry = PrometheusRegistry()
    Timer(label: "a.time", factory: registry).recordNanoseconds(1)
    Gauge(label: "a_time_seconds_count", factory: registry).record(99)
    Gauge(label: "b.c", factory: registry).record(1)
    Recorder(label: "b_c", factory: registry).record(2)
    Gauge(label: PrometheusRegistry.overflowName, factory: registry).record(5)
    // A counter of fractions and one of whole things are both counters, but not the same series.
    Counter(label: "d", factory: registry).increment()
    FloatingPointCounter(label: "d", factory: registry).increment(by: 2)
    let read = try Exposition(reading: registry.text())
    #expect(read["a_time_seconds_count"] == 1)
    #expect(read["b_c"] == 1)
    #expect(read["d_total"] == 1)
    #expect(read[PrometheusRegistry.overflowName] == 4)
  }

  @Test("gauges that are asked for when the text is written have that moment's value")
  func collectors() throws {
    let registry = PrometheusRegistry()
    let gauge = Gauge(label: "g", factory: registry)
    let clock = Counter(label: "writings", factory: registry)
    registry.collectBeforeWriting {
      clock.increment()
      gauge.record(17)
    }
    _ = registry.text()
    let read = try Exposition(reading: registry.text())
    #expect(read["g"] == 17)
    #expect(read["writings_total"] == 2)
  }

  @Test(
    "many tasks may make, record and write at once: no count is lost, and each text is whole",
    .timeLimit(.minutes(1))
  )
  func concurrency() async throws {
    let registry = PrometheusRegistry()
    let taskCount = 8
    let roundCount = 2_000
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<taskCount {
        group.addTask {
          for round in 0..<roundCount {
            let dimensions = [("bin", "\(round % 7)")]
            Counter(label: "c", dimensions: dimensions, factory: registry).increment()
            FloatingPointCounter(label: "f", factory: registry).increment(by: 0.5)
            Meter(label: "m", factory: registry).increment(by: 1)
            Timer(label: "t", dimensions: dimensions, factory: registry).recordMilliseconds(round)
            let passing = Gauge(label: "p", dimensions: [("task", "\(task)")], factory: registry)
            passing.record(round)
            passing.destroy()
          }
        }
      }
      group.addTask {
        for _ in 0..<5 { _ = try Exposition(reading: registry.text()) }
      }
      try await group.waitForAll()
    }
    let read = try Exposition(reading: registry.text())
    let all = Double(taskCount * roundCount)
    #expect((0..<7).compactMap { read["c_total", ["bin": "\($0)"]] }.reduce(0, +) == all)
    #expect((0..<7).compactMap { read["t_seconds_count", ["bin": "\($0)"]] }.reduce(0, +) == all)
    #expect(read["f_total"] == all / 2)
    #expect(read["m"] == all)
    #expect(!read.values.keys.contains { $0.name == "p" })
  }
}
