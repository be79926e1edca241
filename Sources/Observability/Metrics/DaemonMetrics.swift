public import CoreMetrics
public import Messages

/// A daemon's metrics that nobody tells as they change: the process, and how far it follows its sources.
public final class DaemonMetrics: Sendable {
  private let process: ProcessMetrics
  private let followers: FollowerMetrics

  /// - Parameters:
  ///   - followerStatuses: how far the daemon follows its sources.
  ///   - factory: where the metrics go.
  public init(
    followerStatuses: @escaping @Sendable () -> [RpcV1.FollowerStatus] = { [] },
    factory: any MetricsFactory = MetricsSystem.factory
  ) {
    process = ProcessMetrics(factory: factory)
    followers = FollowerMetrics(statuses: followerStatuses, factory: factory)
  }

  /// Brings them up to date: before metrics are read, or now and then when they are pushed. Costs some system calls.
  public func refresh() {
    process.refresh()
    followers.refresh()
  }
}
