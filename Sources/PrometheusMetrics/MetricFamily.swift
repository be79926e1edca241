/// A metric with all its series.
struct MetricFamily: Sendable {
  struct Entry: Sendable {
    let series: any MetricSeries
    /// How often the series was made and not destroyed.
    var useCount: Int
  }

  let name: String
  let kind: MetricKind
  let help: String
  /// The series by their labels' text.
  var entries: [String: Entry] = [:]

  func write(to writer: inout ExpositionWriter) {
    if entries.isEmpty { return }
    writer.beginFamily(name, kind: kind, help: help)
    for (labels, entry) in entries.sorted(by: { $0.key < $1.key }) {
      entry.series.write(name: name, labels: labels, to: &writer)
    }
  }
}
