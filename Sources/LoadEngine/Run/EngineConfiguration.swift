package import RPCSocket

/// What one worker of a load does.
package struct EngineConfiguration: Sendable {
  /// Whom to call; connections are dealt to them in turn. At least one.
  package var targets: [Endpoint]
  /// TLS; nil = plain.
  package var security: (any TransportSecurity)?
  /// Connections of this worker, 1 to ``connectionCountMax``.
  package var connectionCount = 1
  /// Most calls that are open at a time on each connection.
  package var inFlight = 64
  /// When calls are due.
  package var arrival = ArrivalPattern.closed
  /// How long calls are due and measured, after the warm-up, in nanoseconds.
  package var durationNanoseconds: Int64 = 10_000_000_000
  /// How long calls are made before they are measured, in nanoseconds.
  package var warmUpNanoseconds: Int64 = 0
  /// How long open calls are waited for at the end, in nanoseconds.
  package var drainNanoseconds: Int64 = 10_000_000_000
  /// How long all connections may take to be ready, in nanoseconds.
  package var setUpNanoseconds: Int64 = 10_000_000_000
  /// Length of an interval of the record over time, in nanoseconds.
  package var intervalNanoseconds: Int64 = 1_000_000_000
  /// Which of the workers this is, from 0.
  package var worker = 0
  package var workerCount = 1
  /// Of everything that is left to chance.
  package var seed: UInt64 = 0

  /// Most connections of a worker.
  package static let connectionCountMax = 10_000

  package init(targets: [Endpoint]) {
    self.targets = targets
  }
}
