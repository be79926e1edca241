import Testing

@testable import PrometheusMetrics

/// What becomes of swift-metrics' labels, after OpenTelemetry's rules for Prometheus.
@Suite("Names of metrics and labels")
struct NameTests {
  @Test(
    "what Prometheus does not allow becomes one underscore, and a digit does not come first",
    arguments: [
      ("rpc.server.call.duration", "rpc_server_call_duration"), ("a..b", "a_b"), ("a._.b", "a_b"),
      ("9lives", "_9lives"),
      ("độ trễ", "_tr_"), ("", "_"), ("job:rate", "job:rate"), ("A-b/c", "A_b_c"), ("__x__", "_x_"),
    ]
  )
  func metricNames(label: String, name: String) {
    #expect(MetricName.metric(label) == name)
  }

  @Test(
    "unit and total are put behind the name once, in this order",
    arguments: [
      ("ocop.received", MetricUnit.bytes, true, "ocop_received_bytes_total"),
      ("received_bytes_total", .bytes, true, "received_bytes_total"),
      ("wait_seconds", .seconds, false, "wait_seconds"), ("wait", .seconds, false, "wait_seconds"),
      ("calls_total", .none, true, "calls_total"), ("calls", .none, true, "calls_total"),
      ("calls", .none, false, "calls"),
    ]
  )
  func endings(label: String, unit: MetricUnit, isCounter: Bool, name: String) {
    #expect(MetricName.exported(label, unit: unit, isCounter: isCounter) == name)
  }

  @Test(
    "a label's name has no colon, and never that of a histogram's own label",
    arguments: [
      ("rpc.method", "rpc_method"), ("a:b", "a_b"), ("le", "exported_le"), ("__name__", "_name_"), ("1", "_1"),
    ]
  )
  func labelNames(key: String, name: String) {
    #expect(MetricName.label(key) == name)
  }

  @Test("labels are the same in any order, and those whose names become the same are joined")
  func labelTexts() {
    let limits = RegistryLimits()
    #expect(LabelText.text([("b", "2"), ("a", "1")], limits: limits) == "a=\"1\",b=\"2\"")
    #expect(LabelText.text([("a.b", "x"), ("a-b", "y")], limits: limits) == "a_b=\"y;x\"")
    #expect(LabelText.text([("a", "\"\\\n")], limits: limits) == #"a="\"\\\n""#)
  }

  @Test("a label's value is cut at its limit, inside of a character too, and superfluous labels are dropped")
  func labelLimits() {
    var limits = RegistryLimits()
    limits.labelValueBytesMax = 4
    limits.labelsMax = 2
    #expect(LabelText.text([("a", "123456")], limits: limits) == "a=\"1234\"")
    #expect(LabelText.text([("a", "12ốc")], limits: limits) == "a=\"12\u{FFFD}\"")
    #expect(LabelText.text([("c", "3"), ("b", "2"), ("a", "1")], limits: limits) == "a=\"1\",b=\"2\"")
  }
}
