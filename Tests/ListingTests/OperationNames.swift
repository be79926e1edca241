import Synchronization

/// Gives every import of a test a name of its own.
final class OperationNames: Sendable {
  private let count = Mutex(0)

  func next() -> String {
    count.withLock { count in
      count += 1
      return "operation-\(count)"
    }
  }
}
