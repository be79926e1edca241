internal import Dispatch
internal import RPC
internal import Synchronization

/// A resolver that looks at something again and again: at an interval, and sooner when it is asked to. Looks may block,
/// so they are made on a thread of their own, one at a time. The timers run on a loop.
final class LookingResolver: Sendable {
  private struct State {
    var schedule: ResolverSchedule
    var update: (@Sendable (Result<[PoolAddress], RPCError>) -> Void)?
    var timer: (any LoopTimer)?
    var timerAtNanoseconds = Int64.max
    var isLooking = false
    /// Somebody asked for a look while one was running.
    var isAskedForAgain = false
    var isStopped = false
    var told: Set<PoolAddress>?
    /// The failure that was told last, until a look finds something.
    var toldFailure: String?
  }

  private let driver: any LoopDriver
  private let run: @Sendable (@escaping @Sendable () -> Void) -> Void
  private let look: @Sendable () -> LookResult
  private let state: Mutex<State>

  /// - Parameters:
  ///   - run: runs a look away from the loop; tests run it where and when they like.
  ///   - look: looks; may block.
  init(
    schedule: ResolverSchedule,
    driver: any LoopDriver,
    run: (@Sendable (@escaping @Sendable () -> Void) -> Void)? = nil,
    look: @escaping @Sendable () -> LookResult
  ) {
    self.driver = driver
    self.look = look
    let queue = DispatchQueue(label: "resolver")
    self.run = run ?? { body in queue.async(execute: body) }
    state = Mutex(State(schedule: schedule))
  }

  func start(_ update: @escaping @Sendable (Result<[PoolAddress], RPCError>) -> Void) {
    state.withLock { $0.update = update }
    driver.execute { self.beginLook() }
  }

  func refresh() {
    driver.execute {
      let isLooking = self.state.withLock { state in
        if state.isLooking { state.isAskedForAgain = true }
        return state.isLooking
      }
      if isLooking { return }
      let now = self.driver.nowNanoseconds
      self.schedule(after: self.state.withLock { $0.schedule.pauseBeforeRefresh(nowNanoseconds: now) }, now: now)
    }
  }

  func stop() {
    state.withLock { state in
      state.isStopped = true
      state.update = nil
    }
    driver.execute { self.takeTimer()?.cancel() }
  }

  // MARK: On the loop

  /// Looks after a time, unless it is going to look sooner.
  private func schedule(after nanoseconds: Int64, now: Int64) {
    let at = now + nanoseconds
    let isSooner = state.withLock { state in
      if state.isStopped || state.timerAtNanoseconds <= at { return false }
      state.timerAtNanoseconds = at
      return true
    }
    if !isSooner { return }
    let timer = driver.schedule(afterNanoseconds: nanoseconds) { self.beginLook() }
    let before = state.withLock { state in
      let before = state.timer
      state.timer = timer
      return before
    }
    before?.cancel()
  }

  private func takeTimer() -> (any LoopTimer)? {
    state.withLock { state in
      let timer = state.timer
      state.timer = nil
      state.timerAtNanoseconds = Int64.max
      return timer
    }
  }

  private func beginLook() {
    takeTimer()?.cancel()
    let now = driver.nowNanoseconds
    let begins = state.withLock { state in
      if state.isLooking || state.isStopped { return false }
      state.isLooking = true
      state.isAskedForAgain = false
      state.schedule.lookBegan(nowNanoseconds: now)
      return true
    }
    if !begins { return }
    run {
      let result = self.look()
      self.tell(result)
      self.driver.execute { self.ended(result) }
    }
  }

  private func ended(_ result: LookResult) {
    let now = driver.nowNanoseconds
    let pause = state.withLock { state in
      state.isLooking = false
      var failed = false
      if case .failed = result { failed = true }
      var pause = state.schedule.pauseAfterLook(failed: failed)
      if state.isAskedForAgain { pause = min(pause, state.schedule.pauseBeforeRefresh(nowNanoseconds: now)) }
      return pause
    }
    schedule(after: pause, now: now)
  }

  // MARK: Where looks are made

  /// Tells a list that differs from the one told before, and a failure that differs from the last look's.
  private func tell(_ result: LookResult) {
    let told: Result<[PoolAddress], RPCError>
    switch result {
    case .unchanged:
      return
    case .failed(let error):
      let isNew = state.withLock { state in
        if state.toldFailure == error.message { return false }
        state.toldFailure = error.message
        return true
      }
      if !isNew { return }
      told = .failure(error)
    case .found(let addresses):
      let set = Set(addresses)
      let isNew = state.withLock { state in
        state.toldFailure = nil
        if state.told == set { return false }
        state.told = set
        return true
      }
      if !isNew { return }
      told = .success(addresses)
    }
    let update = state.withLock { $0.update }
    update?(told)
  }
}
