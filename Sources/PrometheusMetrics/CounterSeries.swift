internal import CoreMetrics
internal import Synchronization

/// A counter of whole things.
final class CounterSeries: MetricSeries, CounterHandler {
  private let count = Atomic<UInt64>(0)

  /// Adds; a counter never falls, so a negative amount is ignored.
  func increment(by amount: Int64) {
    if amount > 0 { count.wrappingAdd(UInt64(amount), ordering: .relaxed) }
  }

  func reset() {
    count.store(0, ordering: .relaxed)
  }

  func write(name: String, labels: String, to writer: inout ExpositionWriter) {
    writer.sample(name, labels: labels, count.load(ordering: .relaxed))
  }
}
