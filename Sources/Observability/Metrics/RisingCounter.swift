internal import CoreMetrics
internal import Synchronization

/// A counter that is told totals instead of increments.
final class RisingCounter: Sendable {
  private let counter: Counter
  private let told = Mutex<UInt64>(0)

  init(_ counter: Counter) {
    self.counter = counter
  }

  /// Raises the counter to a total; one that is lower than before is ignored.
  func raise(to total: UInt64) {
    let increase = told.withLock { told in
      let increase = total > told ? total - told : 0
      told += increase
      return increase
    }
    if increase > 0 { counter.increment(by: Int64(clamping: increase)) }
  }
}
