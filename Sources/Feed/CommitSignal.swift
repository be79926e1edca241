import Synchronization

/// Wakes those who wait for the next commit.
public final class CommitSignal: Sendable {
  private struct State {
    var generation: UInt64 = 0
    var nextWaiter: UInt64 = 0
    var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    /// Waiters cancelled before they waited.
    var cancelled: Set<UInt64> = []
  }

  private let state = Mutex(State())

  /// Nothing happened yet.
  public init() {}

  /// Grows with every commit. Read it before reading the database: a commit in between is not missed then.
  public var generation: UInt64 { state.withLock { $0.generation } }

  /// Wakes all.
  public func note() {
    let waiters = state.withLock { state in
      state.generation &+= 1
      defer { state.waiters.removeAll() }
      return state.waiters
    }
    for waiter in waiters.values { waiter.resume() }
  }

  /// Returns when there was a commit after `generation`, when the task is cancelled, after `limit`, or when `other`
  /// returns, which is cancelled in the other cases.
  public func wait(
    after generation: UInt64,
    atMost limit: Duration,
    orUntil other: (@Sendable () async -> Void)? = nil
  ) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.wait(after: generation) }
      group.addTask { try? await Task.sleep(for: limit) }
      if let other { group.addTask { await other() } }
      await group.next()
      group.cancelAll()
    }
  }

  private func wait(after generation: UInt64) async {
    let waiter = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.generation != generation || state.cancelled.remove(waiter) != nil { return true }
          state.waiters[waiter] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      let continuation = state.withLock { state -> CheckedContinuation<Void, Never>? in
        if let continuation = state.waiters.removeValue(forKey: waiter) { return continuation }
        state.cancelled.insert(waiter)
        return nil
      }
      continuation?.resume()
    }
    state.withLock { _ = $0.cancelled.remove(waiter) }
  }
}
