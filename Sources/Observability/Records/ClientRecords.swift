public import CoreMetrics
public import RPC

/// Passes the durations of a channel's calls on to swift-metrics.
///
/// Unchecked: told on the channel's loop only. One channel has one of these.
public final class ClientRecords: @unchecked Sendable {
  /// Methods that are counted by name; a program calls far fewer.
  private static let methodsMax = 256

  private let serverDimensions: [(String, String)]
  private let factory: any MetricsFactory
  private var paths = PathTable(countMax: methodsMax)
  private var timers: [StatusTimers] = []
  private var other: StatusTimers

  /// Records of the calls to a server.
  /// - Parameters:
  ///   - serverAddress: its host, its Unix socket, or what a group of servers is called: one of few.
  ///   - serverPort: its port; nil when it has none.
  ///   - factory: where the metrics go.
  public init(
    serverAddress: String,
    serverPort: Int? = nil,
    factory: any MetricsFactory = MetricsSystem.factory
  ) {
    serverDimensions =
      [(MetricNames.serverAddress, serverAddress)] + (serverPort.map { [(MetricNames.serverPort, "\($0)")] } ?? [])
    self.factory = factory
    other = ClientRecords.makeTimers(MetricNames.otherMethod, serverDimensions, factory)
  }

  private static func makeTimers(
    _ path: String,
    _ server: [(String, String)],
    _ factory: any MetricsFactory
  ) -> StatusTimers {
    StatusTimers(
      label: MetricNames.clientCallDuration,
      dimensions: [(MetricNames.system, MetricNames.systemValue), (MetricNames.method, path)] + server,
      failureCodes: MetricNames.clientFailureCodes,
      factory: factory
    )
  }
}

extension ClientRecords: ClientObserver {
  /// See `ClientObserver`.
  public func callEnded(method: String, code: StatusCode, durationNanoseconds: Int64) {
    var method = method
    let known = method.withUTF8 { paths.number(of: UnsafeRawBufferPointer($0)) }
    guard let number = known ?? paths.number(adding: method) else {
      return other.record(durationNanoseconds, code)
    }
    if number == timers.count { timers.append(ClientRecords.makeTimers(method, serverDimensions, factory)) }
    timers[number].record(durationNanoseconds, code)
  }
}
