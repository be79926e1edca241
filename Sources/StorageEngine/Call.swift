import Synchronization

/// A caller's closure with the continuation that waits for its result.
package final class Call<Transaction, Value: Sendable>: QueuedCall {
  private struct State {
    var continuation: CheckedContinuation<Value, any Error>?
    var result: Result<Value, any Error>?
    var isStarted = false
    var isCancelled = false
  }

  private let body: @Sendable (Transaction) throws -> Value
  private let state = Mutex(State())

  /// A call of `body`.
  package init(_ body: @escaping @Sendable (Transaction) throws -> Value) {
    self.body = body
  }

  /// Puts the call into a queue and waits for its answer.
  package func wait(in queue: CallQueue<Transaction>) async throws -> Value {
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
      let continuation = state.withLock { state -> CheckedContinuation<Value, any Error>? in
        guard !state.isStarted else { return nil }
        state.isCancelled = true
        defer { state.continuation = nil }
        return state.continuation
      }
      continuation?.resume(throwing: CancellationError())
    }
  }

  package func start() -> Bool {
    state.withLock { state in
      state.isStarted = !state.isCancelled
      return state.isStarted
    }
  }

  package func run(in transaction: Transaction) -> Bool {
    let result = Result { try body(transaction) }
    state.withLock { $0.result = result }
    if case .success = result { return true }
    return false
  }

  package func overrule(with error: any Error) {
    state.withLock { $0.result = .failure(error) }
  }

  package func answer() {
    let (continuation, result) = state.withLock { state in
      defer { state.continuation = nil }
      return (state.continuation, state.result)
    }
    if let continuation, let result { continuation.resume(with: result) }
  }

  private func take() -> CheckedContinuation<Value, any Error>? {
    state.withLock { state in
      defer { state.continuation = nil }
      return state.continuation
    }
  }
}
