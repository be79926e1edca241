import Storage
import Synchronization

/// What the writer thread is asked to clear, and how that ended.
final class ErasedContentClearing: Sendable {
  private struct State {
    var isRequested = false
    var failure: DatabaseError?
  }

  private let state = Mutex(State())

  /// How the last clearing failed; nil when it did not.
  var failure: DatabaseError? { state.withLock { $0.failure } }

  /// Asks the writer for a clearing after its next transaction.
  func request() {
    state.withLock { $0.isRequested = true }
  }

  /// On the writer thread: clears if that was asked for.
  func runIfRequested(_ clear: () throws(DatabaseError) -> Void) {
    let isRequested = state.withLock { state in
      defer { state.isRequested = false }
      return state.isRequested
    }
    guard isRequested else { return }
    do throws(DatabaseError) {
      try clear()
      state.withLock { $0.failure = nil }
    } catch {
      state.withLock { $0.failure = error }
    }
  }
}
