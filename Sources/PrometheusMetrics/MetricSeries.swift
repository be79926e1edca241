/// One combination of labels of a metric: what swift-metrics' handlers change, and what is written.
protocol MetricSeries: AnyObject, Sendable {
  /// Adds the series' lines.
  func write(name: String, labels: String, to writer: inout ExpositionWriter)
}
