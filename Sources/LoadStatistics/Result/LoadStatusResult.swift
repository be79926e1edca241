/// The calls of a method that ended with one status.
package struct LoadStatusResult: Sendable, Hashable {
  /// The status, by gRPC's name: "OK", "UNAVAILABLE".
  package let status: String
  /// How many ended so.
  package var count: UInt64 = 0
  /// Times from when a call was due until it ended.
  package var latency = SparseHistogram()
  /// Times from when a call was sent until it ended.
  package var serviceTime = SparseHistogram()

  /// Whether the calls succeeded.
  package var isSuccess: Bool { status == "OK" }

  /// A status that no call has ended with yet.
  package init(status: String) {
    self.status = status
  }

  /// Adds the calls of another worker.
  package mutating func merge(_ other: LoadStatusResult) {
    count &+= other.count
    latency.merge(other.latency)
    serviceTime.merge(other.serviceTime)
  }
}
