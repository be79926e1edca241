internal import CoreMetrics
internal import Messages

/// How far a daemon follows its sources, in swift-metrics.
final class FollowerMetrics: Sendable {
  private let statuses: @Sendable () -> [RpcV1.FollowerStatus]
  private let factory: any MetricsFactory

  init(statuses: @escaping @Sendable () -> [RpcV1.FollowerStatus], factory: any MetricsFactory) {
    self.statuses = statuses
    self.factory = factory
  }

  /// Brings the gauges up to date. There are a few sources, so each is simply looked up.
  func refresh() {
    for status in statuses() {
      let dimensions = [("source", status.source)]
      let lag = status.sourceRevision > status.appliedRevision ? status.sourceRevision - status.appliedRevision : 0
      Gauge(label: MetricNames.followerLag, dimensions: dimensions, factory: factory).record(lag)
      Gauge(label: MetricNames.followerConnected, dimensions: dimensions, factory: factory)
        .record(status.connected ? 1 : 0)
    }
  }
}
