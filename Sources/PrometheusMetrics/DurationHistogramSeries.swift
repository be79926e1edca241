internal import CoreMetrics
internal import Synchronization

/// A histogram of durations, in seconds. Recording costs a short search and two atomic additions.
final class DurationHistogramSeries: MetricSeries, TimerHandler {
  private let edges: DurationEdges
  private let counts: AtomicCounters
  private let sumNanoseconds = Atomic<Int64>(0)

  init(edges: DurationEdges) {
    self.edges = edges
    counts = AtomicCounters(count: edges.nanoseconds.count + 1)
  }

  /// Counts a duration; one below zero, which a clock that was set back may give, counts as zero.
  func recordNanoseconds(_ duration: Int64) {
    let nanoseconds = max(0, duration)
    var index = 0
    // From below: most calls take less than the first edge.
    while index < edges.nanoseconds.count && nanoseconds > edges.nanoseconds[index] { index += 1 }
    counts.increment(at: index)
    sumNanoseconds.wrappingAdd(nanoseconds, ordering: .relaxed)
  }

  func write(name: String, labels: String, to writer: inout ExpositionWriter) {
    let sum = Double(sumNanoseconds.load(ordering: .relaxed)) / 1e9
    writer.histogram(name, labels: labels, edges: edges.texts, counts: counts.values, sum: sum)
  }
}
