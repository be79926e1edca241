/// What a metric is in Prometheus.
enum MetricKind: String, Sendable {
  /// Only grows.
  case counter
  /// The present state of something.
  case gauge
  /// How often values fell into ranges.
  case histogram

  /// The names of the lines that a metric of this kind is written as.
  func sampleNames(_ name: String) -> [String] {
    switch self {
    case .counter, .gauge: [name]
    case .histogram: [name, name + "_bucket", name + "_sum", name + "_count"]
    }
  }
}
