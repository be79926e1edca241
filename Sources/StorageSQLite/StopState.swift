import Storage
import Synchronization

/// Why a database takes no more writes, once it does not.
final class StopState: Sendable {
  private let cause = Mutex<DatabaseError?>(nil)

  /// The first cause; nil while all is well.
  var error: DatabaseError? { cause.withLock { $0 } }

  /// What later writes are refused with.
  var refusal: DatabaseError? {
    error.map { cause in
      DatabaseError(.stopped, engineCode: cause.engineCode, message: "stopped earlier: \(cause.message)")
    }
  }

  /// Notes the cause.
  ///
  /// - Returns: Whether it was the first.
  func declare(_ error: DatabaseError) -> Bool {
    cause.withLock { cause in
      if cause != nil { return false }
      cause = error
      return true
    }
  }
}
