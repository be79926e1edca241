/// What a pool's state machine is told at its start.
struct PoolSettings: Sendable {
  var policy = PickPolicy.leastRequest
  var outlierEjection: OutlierEjection?
  var watchesHealth = false
  /// Most members; what a list has beyond them is left out.
  var membersMax = 1_000
  /// How long the calls of a member that left may go on.
  var drainNanoseconds: Int64 = 30_000_000_000
  /// Pauses before a member is connected to again whose connection did not last.
  var backoff = Backoff()
  /// A connection that lasted this long counts as a good one.
  var stableNanoseconds: Int64 = 10_000_000_000
  var seed: UInt64 = 0
}
