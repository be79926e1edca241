/// How much a registry keeps, so that labels made from outside cannot fill the memory.
public struct RegistryLimits: Sendable, Hashable {
  /// Metrics, by exported name. What is asked for beyond that is counted nowhere but in the overflow counter.
  public var familiesMax = 500
  /// Combinations of labels of one metric. What comes beyond that is counted together, under the one label
  /// `otel_metric_overflow="true"` (OpenTelemetry, metrics SDK, "Cardinality limits").
  public var seriesPerFamilyMax = 1000
  /// Combinations of labels of all metrics together; beyond that as above.
  public var seriesMax = 5000
  /// Labels of one combination; more are dropped.
  public var labelsMax = 16
  /// Bytes of a label's value; the rest is cut off.
  public var labelValueBytesMax = 256

  /// Limits that fit a daemon.
  public init() {}
}
