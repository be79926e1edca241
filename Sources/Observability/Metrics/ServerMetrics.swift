internal import CoreMetrics

/// A server's counters and gauges in swift-metrics, other than the durations of its calls.
final class ServerMetrics: Sendable {
  let acceptedConnections: Counter
  let refusedConnections: Counter
  let shedCalls: Counter
  private let openConnections: Gauge
  private let runningCalls: Gauge
  private let received: RisingCounter
  private let sent: RisingCounter
  private let factory: any MetricsFactory

  init(factory: any MetricsFactory) {
    self.factory = factory
    acceptedConnections = Counter(label: MetricNames.acceptedConnections, factory: factory)
    refusedConnections = Counter(label: MetricNames.refusedConnections, factory: factory)
    shedCalls = Counter(label: MetricNames.shedCalls, factory: factory)
    openConnections = Gauge(label: MetricNames.openConnections, factory: factory)
    runningCalls = Gauge(label: MetricNames.runningCalls, factory: factory)
    received = RisingCounter(Counter(label: MetricNames.received, factory: factory))
    sent = RisingCounter(Counter(label: MetricNames.sent, factory: factory))
  }

  /// Counts a connection whose peer was not let in; made when there is one, since most servers never see any.
  func countUnsecured(reason: String) {
    Counter(label: MetricNames.unsecuredConnections, dimensions: [("reason", reason)], factory: factory).increment()
  }

  /// Brings up to date what is not counted as it happens.
  func refresh(
    openConnectionCount: Int,
    runningCallCount: Int,
    concurrencyLimit: Int?,
    traffic: (received: UInt64, sent: UInt64)
  ) {
    openConnections.record(openConnectionCount)
    runningCalls.record(runningCallCount)
    received.raise(to: traffic.received)
    sent.raise(to: traffic.sent)
    if let concurrencyLimit {
      // Made only where there is a limit.
      Gauge(label: MetricNames.concurrencyLimit, factory: factory).record(concurrencyLimit)
    }
  }
}
