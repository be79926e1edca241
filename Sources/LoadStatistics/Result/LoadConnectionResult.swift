/// What one connection did.
package struct LoadConnectionResult: Sendable, Hashable {
  /// Which of the run's connections, from 0.
  package var index: Int
  /// Calls that ended on it.
  package var calls: UInt64
  /// Calls among them that ended in another way than they may.
  package var failures: UInt64
  /// The 99th percentile of its calls' latency, in nanoseconds; 0 without calls.
  package var p99Nanoseconds: UInt64

  /// A connection's figures.
  package init(index: Int, calls: UInt64, failures: UInt64, p99Nanoseconds: UInt64) {
    self.index = index
    self.calls = calls
    self.failures = failures
    self.p99Nanoseconds = p99Nanoseconds
  }
}
