import Storage
import Synchronization

/// What a call's closure has returned, on its way from the thread that ran it to the caller.
final class KeptValue<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)

  /// Keeps a value; the last one counts.
  func keep(_ value: Value) {
    self.value.withLock { $0 = value }
  }

  /// The value. Throws `DatabaseError` when none was kept: a call ended well without its closure.
  func get() throws(DatabaseError) -> Value {
    guard let value = value.withLock({ $0 }) else {
      throw DatabaseError(.other, message: "a call of the database ended without a result")
    }
    return value
  }
}
