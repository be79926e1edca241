internal import Synchronization

/// A call that waits for a member of a pool, for the one who may give it up, perhaps before its waiting has begun.
final class WaitingCall: Sendable {
  private enum State {
    case new
    case waiting(Int)
    case cancelled
  }

  private let core: PoolCore
  private let state = Mutex(State.new)

  init(_ core: PoolCore) {
    self.core = core
  }

  /// The waiting has this number.
  func began(_ number: Int) {
    let isCancelled = state.withLock { state in
      if case .cancelled = state { return true }
      state = .waiting(number)
      return false
    }
    if isCancelled { stop(number) }
  }

  func cancel() {
    let number = state.withLock { state -> Int? in
      defer { state = .cancelled }
      if case .waiting(let number) = state { return number }
      return nil
    }
    if let number { stop(number) }
  }

  private func stop(_ number: Int) {
    core.stopWaiting(
      number,
      RPCError(.cancelled, "the caller gave the call up before it was sent", isNotProcessed: true)
    )
  }
}
