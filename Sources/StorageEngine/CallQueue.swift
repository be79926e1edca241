import Dispatch
package import Storage
import Synchronization

/// A bounded queue between callers and the threads that serve them.
package final class CallQueue: Sendable {
  private struct State {
    var waiting = Fifo<Call>()
    /// Threads that sleep, each owed one signal.
    var sleepers = 0
    /// Calls added so far, those that were served already too.
    var addedCount: UInt64 = 0
    var isClosed = false
  }

  private let state = Mutex(State())
  private let wakeUp = DispatchSemaphore(value: 0)
  private let capacity: Int
  private let name: String

  /// An empty queue of calls that errors name as `name`.
  package init(name: String, capacity: Int) {
    self.name = name
    self.capacity = max(1, capacity)
  }

  /// Calls that wait now.
  package var count: Int { state.withLock { $0.waiting.count } }

  /// Adds a call and wakes a thread for it.
  ///
  /// - Throws: ``DatabaseError/Code/queueFull`` or ``DatabaseError/Code/closed``; the call is not in the queue then.
  package func append(_ call: Call) throws(DatabaseError) {
    let wakes = try state.withLock { state throws(DatabaseError) -> Bool in
      if state.isClosed { throw DatabaseError(.closed, message: "the database is closed") }
      guard state.waiting.count < capacity else {
        let message = "\(capacity) \(name)s wait already; try again shortly"
        throw DatabaseError(.queueFull, message: message)
      }
      state.waiting.append(call)
      state.addedCount += 1
      guard state.sleepers > 0 else { return false }
      state.sleepers -= 1
      return true
    }
    if wakes { wakeUp.signal() }
  }

  /// Grows with every call that is added.
  package var addedCount: UInt64 { state.withLock { $0.addedCount } }

  /// The next call, if one waits that was among the first `count` to be added.
  package func nextIfAny(amongFirst count: UInt64) -> Call? {
    state.withLock { state in
      state.addedCount - UInt64(state.waiting.count) < count ? state.waiting.popFirst() : nil
    }
  }

  /// The next call, if one waits.
  package func nextIfAny() -> Call? {
    state.withLock { $0.waiting.popFirst() }
  }

  /// The next call; sleeps until there is one.
  ///
  /// - Returns: Nil when the queue is closed and empty.
  package func next() -> Call? {
    while true {
      let (call, isOver) = state.withLock { state -> (Call?, Bool) in
        if let first = state.waiting.popFirst() { return (first, false) }
        if state.isClosed { return (nil, true) }
        state.sleepers += 1
        return (nil, false)
      }
      if call != nil || isOver { return call }
      wakeUp.wait()
    }
  }

  /// Refuses further calls; those that wait are still served.
  package func close() {
    let sleepers = state.withLock { state -> Int in
      state.isClosed = true
      defer { state.sleepers = 0 }
      return state.sleepers
    }
    for _ in 0..<sleepers { wakeUp.signal() }
  }
}
