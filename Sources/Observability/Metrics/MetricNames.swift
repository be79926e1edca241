public import PrometheusMetrics
public import RPC

/// Names of metrics and their attributes: OpenTelemetry's where it has them (semantic conventions 1.45, RPC), our own
/// otherwise, and for the process those that Prometheus's clients use. The table is `METRICS.md` beside this folder.
public enum MetricNames {
  /// Duration of calls that were answered.
  public static let serverCallDuration = "rpc.server.call.duration"
  /// Duration of calls that were made.
  public static let clientCallDuration = "rpc.client.call.duration"

  static let system = "rpc.system.name"
  static let systemValue = "ocop"
  static let method = "rpc.method"
  static let status = "rpc.response.status_code"
  static let errorType = "error.type"
  static let serverAddress = "server.address"
  static let serverPort = "server.port"
  /// The method of calls of unknown methods, whose names come from outside.
  public static let otherMethod = "_OTHER"

  static let openConnections = "ocop.server.connections.open"
  static let acceptedConnections = "ocop.server.connections.accepted"
  static let refusedConnections = "ocop.server.connections.refused"
  static let unsecuredConnections = "ocop.server.connections.not_secured"
  static let runningCalls = "ocop.server.calls.running"
  static let shedCalls = "ocop.server.calls.shed"
  static let concurrencyLimit = "ocop.server.calls.limit"
  static let received = "ocop.server.received"
  static let sent = "ocop.server.sent"
  static let followerLag = "ocop.follower.lag"
  static let followerConnected = "ocop.follower.connected"

  /// Codes that count as errors of a server.
  public static let serverFailureCodes = StatusCode.serverFailures
  /// Codes that count as errors of a client.
  public static let clientFailureCodes = StatusCode.clientFailures

  /// Help and units of all metrics of a daemon.
  public static let descriptions: [MetricDescription] =
    [
      MetricDescription(
        label: serverCallDuration,
        help: "Duration of calls that this server answered, from the arrival of the call to the end of its answer."
      ),
      MetricDescription(
        label: clientCallDuration,
        help: "Duration of calls that this program made, from their making to their end."
      ),
      MetricDescription(label: openConnections, help: "Connections of clients that are open."),
      MetricDescription(label: acceptedConnections, help: "Connections of clients that were accepted."),
      MetricDescription(
        label: refusedConnections,
        help: "Connections of clients that were turned away because too many were open."
      ),
      MetricDescription(
        label: unsecuredConnections,
        help: "Connections that were closed because of what the client's certificate is, or for want of one, by reason."
      ),
      MetricDescription(label: runningCalls, help: "Calls that are being answered."),
      MetricDescription(label: shedCalls, help: "Calls that were turned away because too much was under way."),
      MetricDescription(label: concurrencyLimit, help: "Calls that may run at once; no line when there is no limit."),
      MetricDescription(label: received, help: "Bytes received from clients.", unit: .bytes),
      MetricDescription(label: sent, help: "Bytes sent to clients.", unit: .bytes),
      MetricDescription(label: followerLag, help: "Revisions of the source that were not applied yet."),
      MetricDescription(label: followerConnected, help: "1 while the source is being watched, else 0."),
    ]
    + gatewayDescriptions + ProcessMetrics.descriptions
}
