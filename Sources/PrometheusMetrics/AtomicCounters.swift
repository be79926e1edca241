internal import Synchronization

/// A fixed number of counters, added to from any thread without a lock.
///
/// Unchecked: the pointer and the count never change, the memory is freed with the last reference, and every access to
/// it is atomic.
final class AtomicCounters: @unchecked Sendable {
  let count: Int
  private let cells: UnsafeMutablePointer<Atomic<UInt64>>

  init(count: Int) {
    self.count = count
    cells = .allocate(capacity: count)
    for index in 0..<count { (cells + index).initialize(to: Atomic(0)) }
  }

  deinit {
    cells.deinitialize(count: count)
    cells.deallocate()
  }

  /// Adds 1 to the counter at an index below `count`.
  func increment(at index: Int) {
    precondition(index >= 0 && index < count)
    cells[index].wrappingAdd(1, ordering: .relaxed)
  }

  /// What the counters hold; each is read by itself.
  var values: [UInt64] {
    (0..<count).map { cells[$0].load(ordering: .relaxed) }
  }

  func reset() {
    for index in 0..<count { cells[index].store(0, ordering: .relaxed) }
  }
}
