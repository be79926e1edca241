package import LoadStatistics

/// The calls of one connection.
package struct ConnectionStatistics {
  package internal(set) var callCount: UInt64 = 0
  package internal(set) var errorCount: UInt64 = 0
  /// Nil when there are too many connections to keep one for each.
  package internal(set) var latency: LatencyHistogram?
}
