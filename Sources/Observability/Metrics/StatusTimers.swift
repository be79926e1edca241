internal import CoreMetrics
internal import RPC

/// The histograms of the durations of one method's calls: one for each status, made in swift-metrics when the status
/// first occurs, so that nothing is looked up for a call.
struct StatusTimers {
  private let label: String
  private let dimensions: [(String, String)]
  private let failureCodes: Set<StatusCode>
  private let factory: any MetricsFactory
  private var timers = [CoreMetrics.Timer?](repeating: nil, count: StatusCode.allCases.count)

  /// - Parameter failureCodes: the statuses that OpenTelemetry calls errors of this side.
  init(
    label: String,
    dimensions: [(String, String)],
    failureCodes: Set<StatusCode>,
    factory: any MetricsFactory
  ) {
    self.label = label
    self.dimensions = dimensions
    self.failureCodes = failureCodes
    self.factory = factory
  }

  mutating func record(_ durationNanoseconds: Int64, _ code: StatusCode) {
    if let timer = timers[Int(code.rawValue)] {
      timer.recordNanoseconds(durationNanoseconds)
    } else {
      let timer = makeTimer(code)
      timers[Int(code.rawValue)] = timer
      timer.recordNanoseconds(durationNanoseconds)
    }
  }

  private func makeTimer(_ code: StatusCode) -> CoreMetrics.Timer {
    var all = dimensions + [(MetricNames.status, code.description)]
    if failureCodes.contains(code) { all.append((MetricNames.errorType, code.description)) }
    return CoreMetrics.Timer(label: label, dimensions: all, factory: factory)
  }
}
