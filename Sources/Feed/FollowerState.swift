import Messages
import Synchronization

/// What is known of a follower from outside: its status, and those who wait for a revision.
final class FollowerState: Sendable {
  private struct State {
    var status: RpcV1.FollowerStatus
    var nextWaiter: UInt64 = 0
    var waiters: [UInt64: Waiter] = [:]
    /// Waiters cancelled before they waited.
    var cancelled: Set<UInt64> = []
  }

  private struct Waiter {
    var revision: UInt64
    var continuation: CheckedContinuation<Void, any Error>
  }

  private let state: Mutex<State>

  init(source: String) {
    var status = RpcV1.FollowerStatus()
    status.source = source
    status.reason = "not started"
    state = Mutex(State(status: status))
  }

  var status: RpcV1.FollowerStatus { state.withLock { $0.status } }

  /// The watch is open and accepted.
  func noteConnected() {
    state.withLock { state in
      state.status.connected = true
      state.status.reason = ""
    }
  }

  /// The watch has ended.
  ///
  /// - Returns: Whether the reason is another than before, so that it is worth a line in the log.
  func noteDisconnected(_ reason: String) -> Bool {
    state.withLock { state in
      let isNew = state.status.connected || state.status.reason != reason
      state.status.connected = false
      state.status.reason = reason
      return isNew
    }
  }

  /// The source's head was heard of.
  func noteSourceRevision(_ revision: UInt64) {
    state.withLock { $0.status.sourceRevision = max($0.status.sourceRevision, revision) }
  }

  /// The cursor was moved, and that is committed.
  func noteApplied(_ cursor: FollowerCursor) {
    let reached = state.withLock { state in
      if state.status.epoch != cursor.epoch { state.status.sourceRevision = cursor.revision }
      state.status.epoch = cursor.epoch
      state.status.appliedRevision = cursor.revision
      state.status.appliedDigest = cursor.digest
      state.status.sourceRevision = max(state.status.sourceRevision, cursor.revision)
      let reached = state.waiters.filter { $0.value.revision <= cursor.revision }
      for key in reached.keys { state.waiters[key] = nil }
      return reached
    }
    for waiter in reached.values { waiter.continuation.resume() }
  }

  /// Returns when the revision was applied.
  ///
  /// - Throws: `CancellationError`.
  func waitUntilApplied(_ revision: UInt64) async throws {
    let key = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    defer { state.withLock { _ = $0.cancelled.remove(key) } }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        let result = state.withLock { state -> Result<Void, any Error>? in
          if state.cancelled.contains(key) { return .failure(CancellationError()) }
          if state.status.appliedRevision >= revision { return .success(()) }
          state.waiters[key] = Waiter(revision: revision, continuation: continuation)
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        if let waiter = state.waiters.removeValue(forKey: key) { return waiter }
        state.cancelled.insert(key)
        return nil
      }
      waiter?.continuation.resume(throwing: CancellationError())
    }
  }
}
