import Messages
public import Observability
import PrometheusMetrics
import RPC
public import RPCSocket
import Synchronization

/// What is measured and shown of a daemon: its metrics, and the records of its server.
public final class DaemonObservation: Sendable {
  private struct Changing {
    var records: ServerRecords?
    var loop = SocketLoop.shared
    var followerStatuses: @Sendable () -> [RpcV1.FollowerStatus] = { [] }
    var gateway: GatewayMetrics?
  }

  let state: DaemonState
  let registry: PrometheusRegistry
  private let slowCallThreshold: Duration
  private let daemonMetrics: DaemonMetrics
  private let changing: SharedChanging

  /// Held by itself, so that the metrics can ask for it.
  private final class SharedChanging: Sendable {
    let value = Mutex(Changing())
  }

  init(state: DaemonState, slowCallThreshold: Duration) {
    let changing = SharedChanging()
    self.changing = changing
    self.state = state
    self.slowCallThreshold = slowCallThreshold
    registry = PrometheusRegistry(descriptions: MetricNames.descriptions)
    daemonMetrics = DaemonMetrics(
      followerStatuses: { changing.value.withLock { $0.followerStatuses }() },
      factory: registry
    )
  }

  /// The records of the daemon's server, which runs on a loop: its observer, and what its introspection service shows.
  /// A daemon has one server.
  public func serverRecords(on loop: SocketLoop) -> ServerRecords {
    changing.value.withLock { changing in
      if let records = changing.records { return records }
      var configuration = ServerRecords.Configuration()
      configuration.name = state.name
      configuration.version = ProgramVersion.text
      configuration.slowCallThreshold = slowCallThreshold
      let records = ServerRecords(loop: loop.runQueue.driver, configuration: configuration, factory: registry)
      changing.records = records
      changing.loop = loop
      return records
    }
  }

  /// The observer of a channel to another service.
  public func clientRecords(server: Endpoint) -> ClientRecords {
    switch server {
    case .tcp(let host, let port): ClientRecords(serverAddress: host, serverPort: port, factory: registry)
    case .unix(let path): ClientRecords(serverAddress: path, factory: registry)
    }
  }

  /// Measures what a gateway does beside what its server does.
  public func measureGateway(_ figures: @escaping @Sendable () -> GatewayFigures) {
    let metrics = GatewayMetrics(figures: figures, factory: registry)
    changing.value.withLock { $0.gateway = metrics }
  }

  /// The server's records; nil before it is made.
  var records: ServerRecords? { changing.value.withLock { $0.records } }

  /// The loop that its server runs on.
  var loop: SocketLoop { changing.value.withLock { $0.loop } }

  /// How far the daemon follows its sources.
  var followerStatuses: [RpcV1.FollowerStatus] { changing.value.withLock { $0.followerStatuses }() }

  func setFollowerStatuses(_ statuses: @escaping @Sendable () -> [RpcV1.FollowerStatus]) {
    changing.value.withLock { $0.followerStatuses = statuses }
  }

  /// All metrics as Prometheus reads them. When the server's loop does not answer in time, what only it knows is told
  /// as it was the last time.
  func metricsText(loopTimeout: Duration) async -> [UInt8] {
    daemonMetrics.refresh()
    changing.value.withLock { $0.gateway }?.refresh()
    _ = await records?.read(within: loopTimeout) { $0.refreshMetricsNow() }
    return registry.text()
  }
}
