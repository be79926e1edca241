internal import Synchronization

/// A member of a pool outside of its state machine: its channel, and the task that watches its health.
final class PoolMember: Sendable {
  let channel: any ConnectionAwareChannel
  private let healthTask = Mutex<Task<Void, Never>?>(nil)

  init(_ channel: any ConnectionAwareChannel) {
    self.channel = channel
  }

  /// Begins a watch in place of the one before; nil = none.
  func setHealthTask(_ task: Task<Void, Never>?) {
    let before = healthTask.withLock { held in
      let before = held
      held = task
      return before
    }
    before?.cancel()
  }
}
