internal import PrometheusMetrics

// A gateway's own.
extension MetricNames {
  static let gatewayFile = "file"
  static let gatewayFilesLoaded = "ocop.gateway.files.loaded"
  static let gatewayFilesRefused = "ocop.gateway.files.refused"
  static let gatewayFileProblem = "ocop.gateway.file.problem"
  static let gatewayLimitedCalls = "ocop.gateway.calls.limited"
  static let gatewayUnfairCalls = "ocop.gateway.calls.unfair"
  static let gatewayCallers = "ocop.gateway.callers"
  static let gatewayWrittenLines = "ocop.gateway.access.lines"
  static let gatewayDroppedLines = "ocop.gateway.access.dropped"

  /// Help of the gateway's metrics.
  static let gatewayDescriptions: [MetricDescription] = [
    MetricDescription(label: gatewayFilesLoaded, help: "Times that a followed file was read and taken."),
    MetricDescription(label: gatewayFilesRefused, help: "Times that a followed file was read and not taken."),
    MetricDescription(label: gatewayFileProblem, help: "1 while the file that is there is not in use, else 0."),
    MetricDescription(
      label: gatewayLimitedCalls,
      help: "Calls refused because they came faster than their caller may."
    ),
    MetricDescription(label: gatewayUnfairCalls, help: "Calls refused because their caller had more than its share."),
    MetricDescription(label: gatewayCallers, help: "Callers that are remembered now."),
    MetricDescription(label: gatewayWrittenLines, help: "Lines of the access log that were written."),
    MetricDescription(label: gatewayDroppedLines, help: "Lines of the access log that were left out."),
  ]
}
