import Messages
import RPC

extension UpstreamTable {
  /// How the processes stand: those of the list in its order, then those that left it and have calls.
  var rows: [UpstreamRow] {
    let leaving = entries.indices.filter { entries[$0] != nil && leaveEndsNanoseconds[$0] != nil }
    return (order + leaving).compactMap { slot in entries[slot].map { row(slot, $0) } }
  }

  private func row(_ slot: Int, _ entry: Entry) -> UpstreamRow {
    var row = UpstreamRow(
      token: UpstreamToken(slot: slot, generation: generations[slot]),
      address: entry.address,
      state: .connected,
      callsInFlight: callsInFlight[slot]
    )
    if drained.contains(entry.address) {
      (row.state, row.reason) = (.drained, "drained by an operator: no new calls")
    } else if leaveEndsNanoseconds[slot] != nil {
      (row.state, row.reason) = (.drained, "no longer listed: no new calls")
    } else if case .resting(let reason) = entry.connectivity {
      (row.state, row.reason) = (.unreachable, reason)
    } else if isEjected(slot: slot) {
      (row.state, row.reason) = (.ejected, "ejected for a while: \(entry.ejectionReason)")
    } else if case .notServing(let reason) = entry.health, entry.connectivity == .ready {
      (row.state, row.reason) = (.notServing, reason)
    } else if entry.connectivity != .ready {
      (row.state, row.reason) = (.connecting, entry.isFailing ? "it could not be reached, and is tried again" : "")
    }
    return row
  }
}
