internal import Glibc
public import RPC
internal import Synchronization

/// An event loop in memory: runs what it is given, one thing after another in the order given, on threads of the
/// concurrency pool. It has no sockets, and no thread while it has nothing to do.
public final class InProcessLoop: LoopDriver {
  private struct State {
    var bodies: [@Sendable () -> Void] = []
    var isRunning = false
  }

  private let state = Mutex(State())
  /// The thread that runs the loop's bodies now; 0 = none.
  private let runner = Atomic<UInt>(0)
  private let time: ManualTime?
  private let systemTime = SystemTimeSource()

  /// A loop on the system's clock, or on one that is moved by hand.
  public init(time: ManualTime? = nil) {
    self.time = time
  }

  /// True when called on the loop.
  public var isCurrent: Bool { runner.load(ordering: .relaxed) == InProcessLoop.thread }

  /// The loop's present.
  public var nowNanoseconds: Int64 { time?.nowNanoseconds ?? systemTime.nowNanoseconds }

  /// Runs `body` on the loop, later.
  public func execute(_ body: @escaping @Sendable () -> Void) {
    let isIdle = state.withLock { state in
      state.bodies.append(body)
      let isIdle = !state.isRunning
      state.isRunning = true
      return isIdle
    }
    // Never on the caller's own stack: it may hold a lock.
    if isIdle { Task.detached { self.run() } }
  }

  /// Runs `body` on the loop after a time.
  public func schedule(
    afterNanoseconds nanoseconds: Int64,
    _ body: @escaping @Sendable () -> Void
  ) -> any LoopTimer {
    let timer = InProcessTimer()
    let fire: @Sendable () -> Void = { [weak self] in
      self?.execute { if timer.claim() { body() } }
    }
    if let time {
      time.schedule(atNanoseconds: time.nowNanoseconds + nanoseconds, fire)
    } else {
      Task.detached {
        try await Task.sleep(for: .nanoseconds(nanoseconds))
        fire()
      }
    }
    return timer
  }

  private func run() {
    while true {
      let bodies = state.withLock { state in
        let taken = state.bodies
        state.bodies = []
        if taken.isEmpty { state.isRunning = false }
        return taken
      }
      if bodies.isEmpty { return }
      runner.store(InProcessLoop.thread, ordering: .relaxed)
      for body in bodies { body() }
      runner.store(0, ordering: .relaxed)
    }
  }

  private static var thread: UInt { UInt(pthread_self()) }
}

private final class InProcessTimer: LoopTimer {
  private let isOver = Atomic<Bool>(false)

  /// True for the first caller only.
  func claim() -> Bool { !isOver.exchange(true, ordering: .relaxed) }

  func cancel() {
    isOver.store(true, ordering: .relaxed)
  }
}
