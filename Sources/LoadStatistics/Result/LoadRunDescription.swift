/// What was run, and how.
package struct LoadRunDescription: Sendable, Hashable {
  /// What the run is called.
  package var title = ""
  /// What was called, as it was given: "unix:/run/ocop/registry.sock".
  package var targets: [String] = []
  /// How calls were due, for people: "open loop, constant 10000/s".
  package var arrival = ""
  /// Whether calls were sent when they were due (open loop), rather than when an earlier one had ended.
  package var isOpenLoop = true
  /// Version of the program that made the load.
  package var programVersion = ""
  /// When the measured part began, in milliseconds of Unix time.
  package var startUnixMilliseconds: Int64 = 0
  /// Length of the measured part, without the warm-up, in seconds.
  package var durationSeconds: Double = 0
  /// What was sent before and is in no figure, in seconds.
  package var warmUpSeconds: Double = 0
  /// Processes that made the load.
  package var workerCount = 1
  /// Connections, of all workers.
  package var connectionCount = 0
  /// Calls in flight that each connection was allowed.
  package var streamsPerConnection = 0
  /// Calls that were to be sent each second, of all workers; nil when there was no such target.
  package var targetRate: Double?
  /// The least share of ``targetRate`` that had to be achieved, from 0 to 1; nil when none was asked for.
  package var shareRequired: Double?
  /// Length of an interval, in seconds.
  package var intervalSeconds: Double = 1

  /// A description to fill in.
  package init() {}
}
