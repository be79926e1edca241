import PrometheusMetrics
import Synchronization
import Testing

@testable import Observability

/// Goal: what a gateway has done is in its metrics after a refresh, and counters only rise.
@Suite struct GatewayMetricsTests {
  private final class Figures: Sendable {
    let value = Mutex(GatewayFigures())
  }

  @Test("figures of a gateway are told as they are, by file where there are several")
  func figures() {
    let registry = PrometheusRegistry(descriptions: MetricNames.descriptions)
    let figures = Figures()
    figures.value.withLock { figures in
      figures.files = [
        GatewayFigures.File(name: "routes", loadedCount: 2, refusedCount: 1, isRefused: true),
        GatewayFigures.File(name: "limits", loadedCount: 1, refusedCount: 0, isRefused: false),
      ]
      (figures.limitedCallCount, figures.unfairCallCount, figures.callerCount) = (7, 8, 9)
      (figures.writtenLineCount, figures.droppedLineCount) = (100, 3)
    }
    let metrics = GatewayMetrics(figures: { figures.value.withLock { $0 } }, factory: registry)
    metrics.refresh()
    var text = String(decoding: registry.text(), as: UTF8.self)
    for line in [
      "ocop_gateway_files_loaded_total{file=\"routes\"} 2", "ocop_gateway_files_loaded_total{file=\"limits\"} 1",
      "ocop_gateway_files_refused_total{file=\"routes\"} 1", "ocop_gateway_file_problem{file=\"routes\"} 1.0",
      "ocop_gateway_file_problem{file=\"limits\"} 0.0", "ocop_gateway_calls_limited_total 7",
      "ocop_gateway_calls_unfair_total 8", "ocop_gateway_callers 9.0", "ocop_gateway_access_lines_total 100",
      "ocop_gateway_access_dropped_total 3",
    ] {
      #expect(text.contains("\n" + line + "\n"), "\(line) in\n\(text)")
    }
    figures.value.withLock { figures in
      figures.files[0] = GatewayFigures.File(name: "routes", loadedCount: 3, refusedCount: 1, isRefused: false)
      (figures.limitedCallCount, figures.callerCount) = (5, 1)
    }
    metrics.refresh()
    text = String(decoding: registry.text(), as: UTF8.self)
    for line in [
      "ocop_gateway_files_loaded_total{file=\"routes\"} 3", "ocop_gateway_file_problem{file=\"routes\"} 0.0",
      "ocop_gateway_calls_limited_total 7", "ocop_gateway_callers 1.0",
    ] {
      #expect(text.contains("\n" + line + "\n"), "\(line) in\n\(text)")
    }
  }
}
