import LoadEngine
import Synchronization

/// How far the workers of a load are, put together once all have told.
final class ProgressBoard: Sendable {
  private struct State {
    var readyCount = 0
    var waiting: [[LoadProgress]]
  }

  private let state: Mutex<State>

  init(workerCount: Int) {
    state = Mutex(State(waiting: [[LoadProgress]](repeating: [], count: workerCount)))
  }

  /// Notes that a worker is connected.
  ///
  /// - Returns: Whether it was the last.
  func noteReady() -> Bool {
    state.withLock { state in
      state.readyCount += 1
      return state.readyCount == state.waiting.count
    }
  }

  /// Notes what a worker tells at the end of an interval.
  ///
  /// - Returns: The progress of all, when this was the last to tell of the interval.
  func note(_ progress: LoadProgress, of worker: Int) -> LoadProgress? {
    let all = state.withLock { state -> [LoadProgress]? in
      state.waiting[worker].append(progress)
      guard state.waiting.allSatisfy({ !$0.isEmpty }) else { return nil }
      return state.waiting.indices.map { state.waiting[$0].removeFirst() }
    }
    return all.flatMap { LoadProgress.together($0) }
  }
}
