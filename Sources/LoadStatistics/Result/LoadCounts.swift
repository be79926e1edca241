/// What became of the calls of a run's measured part.
package struct LoadCounts: Sendable, Hashable {
  /// Calls that were due.
  package var planned: UInt64 = 0
  /// Calls that were sent.
  package var sent: UInt64 = 0
  /// Calls that ended, with whatever status.
  package var ended: UInt64 = 0
  /// Calls that had been sent and not ended when the run did.
  package var unfinished: UInt64 = 0
  /// Calls that were due and never sent, because too many were in flight.
  package var heldBack: UInt64 = 0
  /// Calls that took longer than they were allowed.
  package var timeouts: UInt64 = 0

  /// Nothing counted.
  package init() {}

  /// Adds what another counted.
  package mutating func merge(_ other: LoadCounts) {
    planned &+= other.planned
    sent &+= other.sent
    ended &+= other.ended
    unfinished &+= other.unfinished
    heldBack &+= other.heldBack
    timeouts &+= other.timeouts
  }
}
