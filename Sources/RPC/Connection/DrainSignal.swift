internal import Synchronization

/// Says that a connection takes no more calls, to handlers that ask and to those that wait for it. Nothing is allocated
/// while nobody waits.
final class DrainSignal: Sendable {
  private struct State {
    var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    var nextWaiter: UInt64 = 0
  }

  private let isBegun = Atomic<Bool>(false)
  private let state = Mutex(State())

  var isDraining: Bool { isBegun.load(ordering: .acquiring) }

  func begin() {
    let waiters = state.withLock { state in
      isBegun.store(true, ordering: .releasing)
      let waiters = state.waiters
      state.waiters = [:]
      return waiters
    }
    // In the order in which they came, so that a run can be repeated.
    for (_, waiter) in waiters.sorted(by: { $0.key < $1.key }) { waiter.resume() }
  }

  /// Returns when the drain has begun, or the waiting task is cancelled.
  func wait() async {
    if isDraining { return }
    let number = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if isDraining || Task.isCancelled { return true }
          state.waiters[number] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
    }
  }
}
