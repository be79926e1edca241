import Dispatch
import Synchronization

/// Holds a database's thread inside a closure until it is let go.
public final class Hold: Sendable {
  private struct State {
    var isInside = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())
  private let mayGo = DispatchSemaphore(value: 0)

  /// A closure that nobody is in yet.
  public init() {}

  /// Called in the closure. Holds it the first time only: a closure may run again.
  public func enter() {
    let isFirst = state.withLock { state in
      defer {
        state.isInside = true
        state.waiter?.resume()
        state.waiter = nil
      }
      return !state.isInside
    }
    if isFirst { mayGo.wait() }
  }

  /// Returns once the closure is inside.
  public func waitUntilInside() async {
    await withCheckedContinuation { continuation in
      let isInside = state.withLock { state in
        if !state.isInside { state.waiter = continuation }
        return state.isInside
      }
      if isInside { continuation.resume() }
    }
  }

  /// Lets the closure go on, or never holds it when it has not come yet.
  public func letGo() {
    mayGo.signal()
  }
}
