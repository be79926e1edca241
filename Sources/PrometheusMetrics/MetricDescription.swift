/// What a registry is told of a metric ahead of its use: swift-metrics itself knows neither help nor unit.
public struct MetricDescription: Sendable, Hashable {
  /// The metric's label in swift-metrics: "rpc.server.call.duration".
  public let label: String
  /// What it tells, in one sentence.
  public let help: String
  /// What is put behind its exported name. A timer is always in seconds.
  public let unit: MetricUnit
  /// Upper edges of a histogram's buckets, rising, in seconds for a timer; nil = the registry's.
  public let bucketEdges: [Double]?

  /// Describes a metric.
  public init(label: String, help: String, unit: MetricUnit = .none, bucketEdges: [Double]? = nil) {
    let isRising = bucketEdges.map { zip($0, $0.dropFirst()).allSatisfy(<) && $0.allSatisfy(\.isFinite) } ?? true
    precondition(isRising, "the bucket edges of \(label) are not rising finite numbers")
    self.label = label
    self.help = help
    self.unit = unit
    self.bucketEdges = bucketEdges
  }
}
