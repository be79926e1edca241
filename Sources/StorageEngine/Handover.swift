import Dispatch
import Synchronization

/// How a thread tells the one that started it whether it can serve.
package final class Handover: Sendable {
  private let result = Mutex<Result<Void, any Error>?>(nil)
  private let isSet = DispatchSemaphore(value: 0)

  /// Nothing handed over yet.
  package init() {}

  /// Called once, by the new thread.
  package func set(_ value: Result<Void, any Error>) {
    result.withLock { $0 = value }
    isSet.signal()
  }

  /// Waits for it.
  package func get() throws {
    isSet.wait()
    try result.withLock { $0 }?.get()
  }
}
