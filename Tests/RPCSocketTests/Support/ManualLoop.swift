import RPC
import Synchronization

/// A loop that runs on the test's own thread, when the test says so, with a clock that the test moves.
final class ManualLoop: LoopDriver {
  private final class Timer: LoopTimer {
    let atNanoseconds: Int64
    private let body: Mutex<(@Sendable () -> Void)?>

    init(_ atNanoseconds: Int64, _ body: @escaping @Sendable () -> Void) {
      self.atNanoseconds = atNanoseconds
      self.body = Mutex(body)
    }

    var isSet: Bool { body.withLock { $0 != nil } }

    func cancel() { _ = take() }

    func take() -> (@Sendable () -> Void)? {
      body.withLock { body in
        let taken = body
        body = nil
        return taken
      }
    }
  }

  private struct State {
    var bodies: [@Sendable () -> Void] = []
    var timers: [Timer] = []
    var nowNanoseconds: Int64 = 0
  }

  private let state = Mutex(State())

  var isCurrent: Bool { true }
  var nowNanoseconds: Int64 { state.withLock { $0.nowNanoseconds } }
  /// Timers that are set.
  var timerCount: Int { state.withLock { $0.timers.count { $0.isSet } } }

  func execute(_ body: @escaping @Sendable () -> Void) {
    state.withLock { $0.bodies.append(body) }
  }

  func schedule(afterNanoseconds nanoseconds: Int64, _ body: @escaping @Sendable () -> Void) -> any LoopTimer {
    state.withLock { state in
      let timer = Timer(state.nowNanoseconds + nanoseconds, body)
      state.timers.append(timer)
      return timer
    }
  }

  /// Runs what waits, and what that brings about.
  func drain() {
    while true {
      let bodies = state.withLock { state in
        let taken = state.bodies
        state.bodies = []
        return taken
      }
      if bodies.isEmpty { return }
      for body in bodies { body() }
    }
  }

  /// Moves the clock on, fires what is due, in order, and runs what that brings about.
  func advance(milliseconds: Int64) {
    let target = nowNanoseconds + milliseconds * 1_000_000
    drain()
    while let next = nextTimer(until: target) {
      state.withLock { $0.nowNanoseconds = max($0.nowNanoseconds, next.atNanoseconds) }
      next.take()?()
      drain()
    }
    state.withLock { state in
      state.timers.removeAll { !$0.isSet }
      state.nowNanoseconds = target
    }
  }

  private func nextTimer(until target: Int64) -> Timer? {
    state.withLock { state in
      state.timers.filter { $0.isSet && $0.atNanoseconds <= target }.min { $0.atNanoseconds < $1.atNanoseconds }
    }
  }
}
