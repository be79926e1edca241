internal import CoreMetrics

/// A counter of what comes in fractions, such as seconds.
final class FloatingPointCounterSeries: MetricSeries, FloatingPointCounterHandler {
  private let total = AtomicNumber()

  /// Adds; amounts that are negative or no number are ignored.
  func increment(by amount: Double) {
    if amount > 0 && amount.isFinite { total.add(amount) }
  }

  func reset() {
    total.set(0)
  }

  func write(name: String, labels: String, to writer: inout ExpositionWriter) {
    writer.sample(name, labels: labels, total.value)
  }
}
