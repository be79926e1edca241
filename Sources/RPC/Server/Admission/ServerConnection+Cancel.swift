internal import Wire

// What a caller's CANCEL says about the caller. On the loop.
extension ServerConnection {
  /// Shorter timeouts are no excuse: whoever sets them only wants to cancel.
  private static let excusingTimeoutMinNanoseconds: Int64 = 10_000_000

  /// Counts a cancellation, unless the call's own time was as good as over: a caller whose calls time out because the
  /// server is slow cancels as often as it calls, and is not to blame.
  func noteCancelled(_ entry: ServerEntry) {
    let started: Int64
    let deadline: Int64?
    let hops: UInt8
    switch entry {
    case .none: return
    case .call(let call):
      let state = call.context.state
      (started, deadline, hops) = (state.startedNanoseconds, state.deadlineNanoseconds, state.hops)
    case .relayed(let call):
      (started, deadline, hops) = (call.startedNanoseconds, call.deadlineNanoseconds, call.prelude.hops)
    // The handler has answered; what the caller saves us is the sending.
    case .sending: return
    }
    if let deadline {
      let timeout = deadline - started
      let age = core.lastReceivedNanoseconds - started
      if timeout >= ServerConnection.excusingTimeoutMinNanoseconds && age >= timeout / 10 * 9 { return }
    }
    core.noteRapidCancel(isRelayed: hops > 0)
  }
}
