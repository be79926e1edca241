internal import CoreMetrics

/// A histogram of values without a unit of its own.
final class ValueHistogramSeries: MetricSeries, RecorderHandler {
  private let edges: [Double]
  private let edgeTexts: [String]
  private let counts: AtomicCounters
  private let sum = AtomicNumber()

  init(edges: [Double]) {
    self.edges = edges
    edgeTexts = edges.map(ExpositionWriter.text)
    counts = AtomicCounters(count: edges.count + 1)
  }

  func record(_ value: Int64) { record(Double(value)) }

  /// Counts a value; what is no number is ignored, since it would make the sum none for ever.
  func record(_ value: Double) {
    if value.isNaN { return }
    var index = 0
    while index < edges.count && value > edges[index] { index += 1 }
    counts.increment(at: index)
    sum.add(value)
  }

  func write(name: String, labels: String, to writer: inout ExpositionWriter) {
    writer.histogram(name, labels: labels, edges: edgeTexts, counts: counts.values, sum: sum.value)
  }
}
