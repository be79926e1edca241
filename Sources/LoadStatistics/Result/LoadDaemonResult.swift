/// What a run cost a daemon, as the daemon itself tells.
package struct LoadDaemonResult: Sendable, Hashable {
  /// The daemon: "ocop-registry".
  package let name: String
  /// CPU time for each call, in nanoseconds; nil when it was not told.
  package var cpuNanosecondsPerCall: Double?
  /// Resident memory before the run, in bytes; nil when it was not told.
  package var residentBytesBefore: UInt64?
  /// Resident memory after the run, in bytes; nil when it was not told.
  package var residentBytesAfter: UInt64?

  /// A daemon of which nothing is known yet.
  package init(name: String) {
    self.name = name
  }
}
