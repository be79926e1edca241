/// The calls of a method that ended with one status.
package struct LoadStatusResult: Sendable, Hashable {
  /// The status, by gRPC's name: "OK", "UNAVAILABLE".
  package let status: String
  /// How many ended so.
  package var count: UInt64 = 0
  /// Whether the load was told that calls may end so. Else they are errors.
  package var isExpected: Bool
  /// What the first call that ended so was told; empty when it was told nothing.
  package var message = ""
  /// Times from when a call was due until it ended.
  package var latency = SparseHistogram()
  /// Times from when a call was sent until it ended.
  package var serviceTime = SparseHistogram()

  /// The status, for tables: "NOT_FOUND (expected)" where one may wonder.
  var title: String { isExpected && status != "OK" ? "\(status) (expected)" : status }

  /// A status that no call has ended with yet.
  package init(status: String) {
    self.status = status
    isExpected = status == "OK"
  }

  /// Adds the calls of another worker.
  package mutating func merge(_ other: LoadStatusResult) {
    count &+= other.count
    isExpected = isExpected && other.isExpected
    if message.isEmpty { message = other.message }
    latency.merge(other.latency)
    serviceTime.merge(other.serviceTime)
  }
}
