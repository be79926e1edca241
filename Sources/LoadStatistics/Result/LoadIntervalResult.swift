/// What happened within one interval of a run.
package struct LoadIntervalResult: Sendable, Hashable {
  /// Which interval, from 0. It begins at this many interval lengths after the start.
  package let index: Int
  /// Arrivals that were due in it.
  package var planned: UInt64 = 0
  /// Arrivals whose first call was sent in it.
  package var sent: UInt64 = 0
  /// Calls that ended in it.
  package var ended: UInt64 = 0
  /// Calls among those that ended in another way than they may.
  package var errors: UInt64 = 0
  /// Latencies of the calls that ended in it, of all methods.
  package var latency = SparseHistogram()
  /// The same by a method's full name. May be left empty, when comparisons by method are not wanted or there is but
  /// one method.
  package var latencyByMethod: [String: SparseHistogram] = [:]

  /// An interval in which nothing has happened yet.
  package init(index: Int) {
    self.index = index
  }

  /// Adds the same interval of another worker.
  package mutating func merge(_ other: LoadIntervalResult) {
    planned &+= other.planned
    sent &+= other.sent
    ended &+= other.ended
    errors &+= other.errors
    latency.merge(other.latency)
    latencyByMethod.merge(other.latencyByMethod) { left, right in
      var sum = left
      sum.merge(right)
      return sum
    }
  }
}
