import Foundation
import Synchronization

/// Work that blocks a thread, such as reading a terminal, for tasks that may be cancelled meanwhile. The cancelled task
/// goes on at once; the thread is left behind until the work returns, or the program ends.
enum InterruptibleRead {
  private struct State<Value: Sendable>: Sendable {
    var waiter: CheckedContinuation<Value, any Error>?
    var result: Result<Value, any Error>?
  }

  /// What is shared by the waiting task and the thread; whoever comes first gives the result.
  private final class Outcome<Value: Sendable>: Sendable {
    private let state = Mutex(State<Value>())

    func finish(_ result: Result<Value, any Error>) {
      let waiter = state.withLock { state in
        if state.result != nil { return nil as CheckedContinuation<Value, any Error>? }
        state.result = result
        defer { state.waiter = nil }
        return state.waiter
      }
      waiter?.resume(with: result)
    }

    func wait(_ continuation: CheckedContinuation<Value, any Error>) {
      let result = state.withLock { state in
        if state.result == nil { state.waiter = continuation }
        return state.result
      }
      if let result { continuation.resume(with: result) }
    }
  }

  /// Runs the work on a thread of its own.
  ///
  /// - Throws: what the work throws; `CancellationError` as soon as the task is cancelled.
  static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    let outcome = Outcome<Value>()
    return try await withTaskCancellationHandler {
      Thread.detachNewThread { outcome.finish(Result { try work() }) }
      return try await withCheckedThrowingContinuation { outcome.wait($0) }
    } onCancel: {
      outcome.finish(.failure(CancellationError()))
    }
  }
}
