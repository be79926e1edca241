import CoreMetrics
import TestSupport
import Testing

@testable import PrometheusMetrics

/// Uses the registry as code that knows only swift-metrics does, and reads what it writes with another's library.
@Suite("Prometheus text")
struct ExpositionTests {
  @Test("every kind of metric is written as the format has it")
  func everyKind() {
    let registry = PrometheusRegistry(descriptions: [
      MetricDescription(label: "a.calls", help: "Calls, \\ and\nlines."),
      MetricDescription(label: "b.received", help: "What came.", unit: .bytes),
      MetricDescription(label: "e.time", help: "", bucketEdges: [0.5, 1]),
    ])
    Counter(label: "a.calls", dimensions: [("who", "x")], factory: registry).increment(by: 3)
    FloatingPointCounter(label: "b.received", factory: registry).increment(by: 1.5)
    Gauge(label: "c.level", factory: registry).record(-2)
    Meter(label: "d.depth", factory: registry).increment(by: 2.5)
    Timer(label: "e.time", dimensions: [("k", "v")], factory: registry).recordMilliseconds(500)
    let text = String(decoding: registry.text(), as: UTF8.self)
    #expect(
      text == """
        # HELP a_calls_total Calls, \\\\ and\\nlines.
        # TYPE a_calls_total counter
        a_calls_total{who="x"} 3
        # HELP b_received_bytes_total What came.
        # TYPE b_received_bytes_total counter
        b_received_bytes_total 1.5
        # TYPE c_level gauge
        c_level -2.0
        # TYPE d_depth gauge
        d_depth 2.5
        # TYPE e_time_seconds histogram
        e_time_seconds_bucket{k="v",le="0.5"} 1
        e_time_seconds_bucket{k="v",le="1.0"} 1
        e_time_seconds_bucket{k="v",le="+Inf"} 1
        e_time_seconds_sum{k="v"} 0.5
        e_time_seconds_count{k="v"} 1
        # HELP metrics_overflowed_series_total Metrics that were asked for beyond a limit or under a name in use, \
        and so have no line of their own.
        # TYPE metrics_overflowed_series_total counter
        metrics_overflowed_series_total 0

        """
    )
  }

  @Test("an edge belongs to the bucket below it, and what is above all edges is counted too")
  func edges() throws {
    let registry = PrometheusRegistry()
    let timer = Timer(label: "t", factory: registry)
    for nanoseconds in [-1, 0, 5_000_000, 5_000_001, 10_000_000_000, 10_000_000_001, Int64.max / 4] {
      timer.recordNanoseconds(nanoseconds)
    }
    let read = try Exposition(reading: registry.text())
    #expect(read["t_seconds_bucket", ["le": "0.005"]] == 3)
    #expect(read["t_seconds_bucket", ["le": "0.01"]] == 4)
    #expect(read["t_seconds_bucket", ["le": "10.0"]] == 5)
    #expect(read["t_seconds_bucket", ["le": "+Inf"]] == 7)
    #expect(read["t_seconds_count"] == 7)
  }

  @Test("values without a unit have OpenTelemetry's default edges, and what is no number is not counted")
  func values() throws {
    let registry = PrometheusRegistry()
    let recorder = Recorder(label: "v", factory: registry)
    for value in [0, 5, 5.5, 10_000, 10_001, .nan] { recorder.record(value) }
    let read = try Exposition(reading: registry.text())
    #expect(read["v_bucket", ["le": "0.0"]] == 1)
    #expect(read["v_bucket", ["le": "5.0"]] == 2)
    #expect(read["v_bucket", ["le": "10.0"]] == 3)
    #expect(read["v_bucket", ["le": "10000.0"]] == 4)
    #expect(read["v_count"] == 5)
    #expect(read["v_sum"] == 20_011.5)
  }

  @Test("a counter never falls, save when it is reset; a gauge takes any number")
  func counters() throws {
    let registry = PrometheusRegistry()
    let counter = Counter(label: "c", factory: registry)
    counter.increment(by: 5)
    counter.increment(by: -3)
    let fractions = FloatingPointCounter(label: "f", factory: registry)
    fractions.increment(by: 0.25)
    for wrong in [-1, Double.nan, .infinity] { fractions.increment(by: wrong) }
    Gauge(label: "g", factory: registry).record(-Double.infinity)
    let read = try Exposition(reading: registry.text())
    #expect(read["c_total"] == 5)
    #expect(read["f_total"] == 0.25)
    #expect(read["g"] == -.infinity)
    counter.reset()
    #expect(try Exposition(reading: registry.text())["c_total"] == 0)
  }

  @Test("whatever stands in names, labels and help, the text can be read, and says what was recorded")
  func randomMetrics() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let pieces = [
      "a", "B", "9", ".", "_", ":", "-", " ", "\"", "\\", "\n", "{", "}", ",", "=", "#", "ế", "🦆", "\t", "\0",
    ]
    func text(_ lengths: ClosedRange<Int>) -> String {
      (0..<Int.random(in: lengths, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }
        .joined()
    }
    let labels = (0..<30).map { "m\($0)" + text(0...6) }
    let registry = PrometheusRegistry(descriptions: labels.map { MetricDescription(label: $0, help: text(0...12)) })
    var expected: [Exposition.Sample: Double] = [:]
    for (index, label) in labels.enumerated() {
      for _ in 0..<4 {
        let value = text(0...8)
        let counter = Counter(label: label, dimensions: [("k" + text(0...3), value)], factory: registry)
        counter.increment(by: index + 1)
        // Two series may become one; then both are in it.
        let name = MetricName.exported(label, unit: .none, isCounter: true)
        expected[.init(name, [MetricName.label(counter.dimensions[0].0): value]), default: 0] += Double(index + 1)
      }
    }
    expected[.init(PrometheusRegistry.overflowName)] = 0
    let read = try Exposition(reading: registry.text())
    #expect(read.values == expected, "seed \(seed)")
  }
}
