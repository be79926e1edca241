internal import Synchronization

/// Resumes a continuation with the first of several answers.
final class FirstAnswer<Value: Sendable>: Sendable {
  private let continuation: Mutex<CheckedContinuation<Value?, Never>?>

  init(_ continuation: CheckedContinuation<Value?, Never>) {
    self.continuation = Mutex(continuation)
  }

  func give(_ value: Value?) {
    let waiting = continuation.withLock { continuation in
      let waiting = continuation
      continuation = nil
      return waiting
    }
    waiting?.resume(returning: value)
  }
}
