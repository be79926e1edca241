package import Storage
import Synchronization

/// A caller's closure that waits for its thread, with the continuation that waits for its end.
///
/// What the closure returns it keeps itself (``result(of:in:)``), so that queues and threads need not know its type.
package final class Call: Sendable {
  private struct State {
    var continuation: CheckedContinuation<Void, any Error>?
    var result: Result<Void, any Error>?
    var isStarted = false
    var isCancelled = false
  }

  private let body: @Sendable (any WriteTransaction) throws -> Void
  private let state = Mutex(State())

  private init(_ body: @escaping @Sendable (any WriteTransaction) throws -> Void) {
    self.body = body
  }

  /// Puts a call of `body` into a queue and returns what it returned.
  package static func result<Value: Sendable>(
    of body: @escaping @Sendable (any WriteTransaction) throws -> Value,
    in queue: CallQueue
  ) async throws -> Value {
    let kept = KeptValue<Value>()
    try await Call { kept.keep(try body($0)) }.wait(in: queue)
    return try kept.get()
  }

  private func wait(in queue: CallQueue) async throws {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isCancelled = state.withLock { state in
          if !state.isCancelled { state.continuation = continuation }
          return state.isCancelled
        }
        if isCancelled { return continuation.resume(throwing: CancellationError()) }
        do {
          try queue.append(self)
        } catch {
          // The cancellation may have answered first.
          take()?.resume(throwing: error)
        }
      }
    } onCancel: {
      let continuation = state.withLock { state -> CheckedContinuation<Void, any Error>? in
        guard !state.isStarted else { return nil }
        state.isCancelled = true
        defer { state.continuation = nil }
        return state.continuation
      }
      continuation?.resume(throwing: CancellationError())
    }
  }

  /// Called once, before the first run.
  ///
  /// - Returns: False when the caller has gone; it is answered then and must not be run.
  package func start() -> Bool {
    state.withLock { state in
      state.isStarted = !state.isCancelled
      return state.isStarted
    }
  }

  /// Runs the caller's closure and keeps what it returns or throws; may be called again.
  ///
  /// - Returns: Whether it returned.
  package func run(in transaction: any WriteTransaction) -> Bool {
    let result = Result { try body(transaction) }
    state.withLock { $0.result = result }
    if case .success = result { return true }
    return false
  }

  /// Makes the call end with an error, whatever the closure returned.
  package func overrule(with error: any Error) {
    state.withLock { $0.result = .failure(error) }
  }

  /// Gives the caller what was kept.
  package func answer() {
    let (continuation, result) = state.withLock { state in
      defer { state.continuation = nil }
      return (state.continuation, state.result)
    }
    if let continuation, let result { continuation.resume(with: result) }
  }

  private func take() -> CheckedContinuation<Void, any Error>? {
    state.withLock { state in
      defer { state.continuation = nil }
      return state.continuation
    }
  }
}
