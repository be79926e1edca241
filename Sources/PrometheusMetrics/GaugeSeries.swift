internal import CoreMetrics

/// A value that is set, or moved up and down.
final class GaugeSeries: MetricSeries, RecorderHandler, MeterHandler {
  private let number = AtomicNumber()

  func record(_ value: Int64) { number.set(Double(value)) }

  func record(_ value: Double) { number.set(value) }

  func set(_ value: Int64) { number.set(Double(value)) }

  func set(_ value: Double) { number.set(value) }

  func increment(by amount: Double) {
    if amount.isFinite { number.add(amount) }
  }

  func decrement(by amount: Double) {
    if amount.isFinite { number.add(-amount) }
  }

  func write(name: String, labels: String, to writer: inout ExpositionWriter) {
    writer.sample(name, labels: labels, number.value)
  }
}
