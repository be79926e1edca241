import Dispatch
import Synchronization

/// How a thread tells the one that started it whether it can serve.
final class Handover: Sendable {
  private let result = Mutex<Result<Void, any Error>?>(nil)
  private let isSet = DispatchSemaphore(value: 0)

  /// Called once, by the new thread.
  func set(_ value: Result<Void, any Error>) {
    result.withLock { $0 = value }
    isSet.signal()
  }

  /// Waits for it.
  func get() throws {
    isSet.wait()
    try result.withLock { $0 }?.get()
  }
}
