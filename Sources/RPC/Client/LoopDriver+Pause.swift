internal import Synchronization

extension LoopDriver {
  /// Suspends for a time by the loop's clock, or until the task is cancelled.
  func pause(nanoseconds: Int64) async {
    let pause = Pause()
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        guard pause.begin(continuation) else { return }
        let timer = schedule(afterNanoseconds: nanoseconds) { pause.end() }
        pause.setTimer(timer, self)
      }
    } onCancel: {
      pause.end()
      pause.cancelTimer(self)
    }
  }
}

/// One suspension of `LoopDriver.pause`.
private final class Pause: Sendable {
  private struct State {
    var isOver = false
    var continuation: CheckedContinuation<Void, Never>?
    var timer: (any LoopTimer)?
  }

  private let state = Mutex(State())

  /// False when the pause was over before it began, and then the continuation is resumed.
  func begin(_ continuation: CheckedContinuation<Void, Never>) -> Bool {
    let begins = state.withLock { state in
      if !state.isOver { state.continuation = continuation }
      return !state.isOver
    }
    if !begins { continuation.resume() }
    return begins
  }

  func setTimer(_ timer: any LoopTimer, _ driver: any LoopDriver) {
    let isOver = state.withLock { state in
      if !state.isOver { state.timer = timer }
      return state.isOver
    }
    if isOver { driver.execute { timer.cancel() } }
  }

  func cancelTimer(_ driver: any LoopDriver) {
    let timer = state.withLock { state in
      let timer = state.timer
      state.timer = nil
      return timer
    }
    if let timer { driver.execute { timer.cancel() } }
  }

  func end() {
    let continuation = state.withLock { state in
      let continuation = state.continuation
      state.isOver = true
      state.continuation = nil
      return continuation
    }
    continuation?.resume()
  }
}
