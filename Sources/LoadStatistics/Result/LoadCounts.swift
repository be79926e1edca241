/// What became of the calls of a run's measured part.
package struct LoadCounts: Sendable, Hashable {
  /// Arrivals that were due: calls, or scenarios of several.
  package var planned: UInt64 = 0
  /// Arrivals that came to their end.
  package var completed: UInt64 = 0
  /// Arrivals that were late, because as many calls were in flight as were allowed.
  package var keptWaiting: UInt64 = 0
  /// Calls that were sent.
  package var sent: UInt64 = 0
  /// Calls that ended, with whatever status.
  package var ended: UInt64 = 0
  /// Calls that had been sent and not ended when the run did.
  package var unfinished: UInt64 = 0
  /// Arrivals that were due and never sent, because too many were in flight.
  package var heldBack: UInt64 = 0
  /// Calls that took longer than they were allowed.
  package var timeouts: UInt64 = 0

  /// Nothing counted.
  package init() {}

  /// Adds what another counted.
  package mutating func merge(_ other: LoadCounts) {
    planned &+= other.planned
    completed &+= other.completed
    keptWaiting &+= other.keptWaiting
    sent &+= other.sent
    ended &+= other.ended
    unfinished &+= other.unfinished
    heldBack &+= other.heldBack
    timeouts &+= other.timeouts
  }
}
