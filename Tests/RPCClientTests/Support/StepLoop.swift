import Glibc
import RPC
import Synchronization

/// A loop without a thread, on a clock that the test moves: bodies run where they are given, one at a time.
final class StepLoop: LoopDriver {
  private final class Timer: LoopTimer {
    let atNanoseconds: Int64
    let number: Int
    private let body: Mutex<(@Sendable () -> Void)?>

    init(at atNanoseconds: Int64, number: Int, _ body: @escaping @Sendable () -> Void) {
      self.atNanoseconds = atNanoseconds
      self.number = number
      self.body = Mutex(body)
    }

    var isWaiting: Bool { body.withLock { $0 != nil } }

    func cancel() {
      body.withLock { $0 = nil }
    }

    func fire() {
      let body = body.withLock { held in
        let body = held
        held = nil
        return body
      }
      body?()
    }
  }

  private struct State {
    var nowNanoseconds: Int64 = 0
    var timers: [Timer] = []
    var timerCount = 0
    var bodies: [@Sendable () -> Void] = []
    var isRunning = false
    /// The thread that runs bodies now; 0 = none.
    var runner: UInt = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
    /// Every pause that was asked for, in order.
    var pauses: [Int64] = []
  }

  private let state = Mutex(State())
  /// Timers of at most this many nanoseconds fire at once, and take the clock with them.
  private let skipsNanosecondsMax: Int64

  /// - Parameter skipsMillisecondsMax: pauses of at most this long pass at once.
  init(skipsMillisecondsMax: Int64 = 0) {
    skipsNanosecondsMax = skipsMillisecondsMax * 1_000_000
  }

  var isCurrent: Bool { state.withLock { $0.runner } == UInt(pthread_self()) }

  /// Whether no body is being run, by whomever.
  var isIdle: Bool { state.withLock { !$0.isRunning } }

  var nowNanoseconds: Int64 { state.withLock { $0.nowNanoseconds } }

  /// The pauses asked for, in milliseconds, rounded down.
  var pausesMilliseconds: [Int64] { state.withLock { $0.pauses.map { $0 / 1_000_000 } } }

  func execute(_ body: @escaping @Sendable () -> Void) {
    let isFirst = state.withLock { state in
      state.bodies.append(body)
      let isFirst = !state.isRunning
      state.isRunning = true
      if isFirst { state.runner = UInt(pthread_self()) }
      return isFirst
    }
    guard isFirst else { return }
    while true {
      let next = state.withLock { state -> (@Sendable () -> Void)? in
        if state.bodies.isEmpty {
          state.isRunning = false
          state.runner = 0
          return nil
        }
        return state.bodies.removeFirst()
      }
      guard let next else { return }
      next()
    }
  }

  func schedule(afterNanoseconds nanoseconds: Int64, _ body: @escaping @Sendable () -> Void) -> any LoopTimer {
    let (timer, waiters) = state.withLock { state in
      state.timerCount += 1
      state.pauses.append(nanoseconds)
      let timer = Timer(at: state.nowNanoseconds + nanoseconds, number: state.timerCount, body)
      if nanoseconds <= skipsNanosecondsMax {
        state.nowNanoseconds += nanoseconds
      } else {
        state.timers.append(timer)
      }
      let waiters = state.waiters
      state.waiters = []
      return (timer, waiters)
    }
    if nanoseconds <= skipsNanosecondsMax { execute { timer.fire() } }
    for waiter in waiters { waiter.resume() }
    return timer
  }

  /// Waits until so many pauses were asked for since the beginning.
  func waitForPauses(_ count: Int) async {
    while true {
      let isThere = state.withLock { $0.pauses.count >= count }
      if isThere { return }
      await withCheckedContinuation { continuation in
        let isLate = state.withLock { state in
          if state.pauses.count < count { state.waiters.append(continuation) }
          return state.pauses.count >= count
        }
        if isLate { continuation.resume() }
      }
    }
  }

  /// Moves the clock on and fires what is due, in order.
  func advance(milliseconds: Int64) {
    let target = state.withLock { $0.nowNanoseconds } + milliseconds * 1_000_000
    while let timer = nextTimer(until: target) { execute { timer.fire() } }
    state.withLock { $0.nowNanoseconds = target }
  }

  private func nextTimer(until target: Int64) -> Timer? {
    state.withLock { state in
      state.timers.removeAll { !$0.isWaiting }
      let due = state.timers.filter { $0.atNanoseconds <= target }
      guard let next = due.min(by: { ($0.atNanoseconds, $0.number) < ($1.atNanoseconds, $1.number) }) else {
        return nil
      }
      state.nowNanoseconds = max(state.nowNanoseconds, next.atNanoseconds)
      state.timers.removeAll { $0 === next }
      return next
    }
  }
}
