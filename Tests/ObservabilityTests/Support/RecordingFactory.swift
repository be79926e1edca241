import CoreMetrics
import Synchronization

/// A factory that is not ours: keeps what it is told, by label.
final class RecordingFactory: MetricsFactory {
  final class Handler: CounterHandler, RecorderHandler, TimerHandler {
    let label: String
    let factory: RecordingFactory

    init(_ label: String, _ factory: RecordingFactory) {
      self.label = label
      self.factory = factory
    }

    func increment(by amount: Int64) { factory.note(label, amount) }
    func reset() {}
    func record(_ value: Int64) { factory.note(label, value) }
    func record(_ value: Double) { factory.note(label, Int64(value)) }
    func recordNanoseconds(_ duration: Int64) { factory.note(label, duration) }
  }

  private let values = Mutex<[String: [Int64]]>([:])

  var recorded: [String: [Int64]] { values.withLock { $0 } }

  private func note(_ label: String, _ value: Int64) {
    values.withLock { $0[label, default: []].append(value) }
  }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { Handler(label, self) }

  func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    Handler(label, self)
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { Handler(label, self) }

  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}
}
