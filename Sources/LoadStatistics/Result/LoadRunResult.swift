/// Everything that a run has measured: what a worker sends its parent, and what all outputs are made of.
///
/// Figures are of the measured part alone; the warm-up is in none of them.
package struct LoadRunResult: Sendable, Hashable {
  /// What was run, and how.
  package var description = LoadRunDescription()
  /// What became of the calls.
  package var counts = LoadCounts()
  /// The calls by method, by name.
  package var methods: [LoadMethodResult] = []
  /// The connections, by index.
  package var connections: [LoadConnectionResult] = []
  /// Times that connections took to be set up, in nanoseconds.
  package var connectionSetUp = SparseHistogram()
  /// Connections that could not be set up, or broke.
  package var failedConnectionCount: UInt64 = 0
  /// How much later than they were due calls were sent: the tester's check of itself.
  package var sendLag = SparseHistogram()
  /// What happened over time, by index.
  package var intervals: [LoadIntervalResult] = []
  /// CPU time of the processes that made the load, in seconds; nil when unknown.
  package var clientCPUSeconds: Double?
  /// Their resident memory at the end, in bytes; nil when unknown.
  package var clientResidentBytes: UInt64?
  /// What the run cost the daemons; empty when they were not asked.
  package var daemons: [LoadDaemonResult] = []
  /// What the thresholds said.
  package var verdicts: [ThresholdVerdict] = []

  /// A result to fill in.
  package init() {}

  /// Arrivals that came to their end, for each second of the measured part; 0 when it had no length.
  package var achievedRate: Double {
    description.durationSeconds > 0 ? Double(counts.completed) / description.durationSeconds : 0
  }

  /// The share of the arrivals that were due which came to their end; nil when there was no target rate, or nothing was
  /// due. Of arrivals by chance as many count as chance made: their number need not be the rate's.
  package var achievedShare: Double? {
    guard description.targetRate != nil, counts.planned > 0 else { return nil }
    return Double(counts.completed) / Double(counts.planned)
  }

  /// Whether the share of the target rate that was asked for was achieved; nil when none was asked for.
  package var isShareAchieved: Bool? {
    guard let required = description.shareRequired, let achieved = achievedShare else { return nil }
    return achieved >= required
  }

  /// Whether the required share of the target rate was achieved and no threshold was crossed.
  package var passed: Bool { isShareAchieved != false && verdicts.allSatisfy(\.passed) }

  /// Calls that ended in another way than they may.
  package var errorCount: UInt64 { methods.reduce(0) { $0 &+ $1.errorCount } }

  /// Latencies of all calls.
  package var latency: SparseHistogram { methods.reduce(into: SparseHistogram()) { $0.merge($1.latency) } }

  /// Service times of all calls.
  package var serviceTime: SparseHistogram { methods.reduce(into: SparseHistogram()) { $0.merge($1.serviceTime) } }

  /// How many calls ended with each status, most first.
  package var countsByStatus: [(status: String, count: UInt64)] { Self.counts(methods.flatMap(\.statuses)) }

  /// The same of the calls that ended in another way than they may.
  package var errorCountsByStatus: [(status: String, count: UInt64)] {
    Self.counts(methods.flatMap(\.statuses).filter { !$0.isExpected })
  }

  private static func counts(_ statuses: [LoadStatusResult]) -> [(status: String, count: UInt64)] {
    var counts: [String: UInt64] = [:]
    for status in statuses { counts[status.status, default: 0] &+= status.count }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { (status: $0.key, count: $0.value) }
  }
}
