/// How a load is going, for people who watch.
package struct LoadProgress: Sendable {
  /// Since the first call was due, the warm-up included, in seconds.
  package let elapsedSeconds: Double
  package let isWarmingUp: Bool
  /// Calls per second in the last interval: due, and ended.
  package let dueRate: Double
  package let endedRate: Double
  package let errorCount: UInt64
  /// Latencies of the last interval, in nanoseconds; 0 when no call ended.
  package let medianNanoseconds: UInt64
  package let percentile99Nanoseconds: UInt64
  package let maxNanoseconds: UInt64

  package init(
    elapsedSeconds: Double,
    isWarmingUp: Bool,
    dueRate: Double,
    endedRate: Double,
    errorCount: UInt64,
    medianNanoseconds: UInt64,
    percentile99Nanoseconds: UInt64,
    maxNanoseconds: UInt64
  ) {
    self.elapsedSeconds = elapsedSeconds
    self.isWarmingUp = isWarmingUp
    self.dueRate = dueRate
    self.endedRate = endedRate
    self.errorCount = errorCount
    self.medianNanoseconds = medianNanoseconds
    self.percentile99Nanoseconds = percentile99Nanoseconds
    self.maxNanoseconds = maxNanoseconds
  }
}
