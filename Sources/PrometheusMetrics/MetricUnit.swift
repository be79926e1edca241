/// What a metric counts or measures: decides the end of its exported name, after the rules by which OpenTelemetry's
/// metrics become Prometheus's.
public enum MetricUnit: Sendable, Hashable {
  /// Things, which need no unit in the name.
  case none
  /// Seconds: "_seconds".
  case seconds
  /// Bytes: "_bytes".
  case bytes

  /// What is put behind the name; nil for none.
  var suffix: String? {
    switch self {
    case .none: nil
    case .seconds: "_seconds"
    case .bytes: "_bytes"
    }
  }
}
