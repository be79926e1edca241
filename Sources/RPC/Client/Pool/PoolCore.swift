internal import Logging
internal import Synchronization

/// The shell around a pool's state machine: keeps it behind a mutex, does what it says, keeps the calls that wait, and
/// one timer.
final class PoolCore: Sendable {
  typealias Picked = PoolWaiter.Picked

  private struct State {
    var machine: PoolStateMachine<PoolMember>
    var waiters: [Int: PoolWaiter] = [:]
    var waiterCount = 0
    var timer: (any LoopTimer)?
    var timerAtNanoseconds = Int64.max
  }

  let driver: any LoopDriver
  private let configuration: PoolConfiguration
  private let resolver: any AddressResolver
  private let makeChannel: @Sendable (PoolAddress) -> any ConnectionAwareChannel
  private let logger: Logger
  private let state: Mutex<State>

  init(
    resolver: any AddressResolver,
    configuration: PoolConfiguration,
    driver: any LoopDriver,
    logger: Logger,
    makeChannel: @escaping @Sendable (PoolAddress) -> any ConnectionAwareChannel
  ) {
    self.resolver = resolver
    self.configuration = configuration
    self.driver = driver
    self.logger = logger
    self.makeChannel = makeChannel
    var settings = PoolSettings()
    settings.policy = configuration.policy
    settings.outlierEjection = configuration.outlierEjection
    settings.watchesHealth = configuration.healthSource != nil
    settings.membersMax = configuration.membersMax
    settings.drainNanoseconds = Int64(configuration.drainMilliseconds) * 1_000_000
    settings.backoff = configuration.backoff
    settings.seed = configuration.seed ?? UInt64.random(in: 0 ... .max)
    let machine = PoolStateMachine<PoolMember>(
      settings,
      connectsAtOnce: configuration.connectsAtOnce,
      nowNanoseconds: driver.nowNanoseconds
    )
    state = Mutex(State(machine: machine))
  }

  /// Begins to resolve.
  func start() {
    resolver.start { [weak self] result in self?.addressesTold(result) }
  }

  var snapshot: [PoolMemberState] { state.withLock { $0.machine.snapshot } }

  var waitingCallCount: Int { state.withLock { $0.waiters.count } }

  func close() async {
    resolver.stop()
    let (actions, waiters, timer) = state.withLock { state in
      let waiters = state.waiters
      let timer = state.timer
      state.waiters = [:]
      state.timer = nil
      return (state.machine.close(), waiters, timer)
    }
    if let timer { driver.execute { timer.cancel() } }
    let error = PoolCore.unavailable("the channel was closed")
    for waiter in waiters.values { resolve(waiter, .failure(error)) }
    for action in actions {
      if case .close(let member) = action { await member.channel.close() } else { perform(action) }
    }
  }

  static func unavailable(_ reason: String) -> RPCError {
    RPCError(.unavailable, reason, isNotProcessed: true)
  }

  // MARK: Calls

  /// A member for a call; nil when it has to wait for one.
  /// - Throws: UNAVAILABLE when no member can be reached and the call does not want to wait.
  func pick(_ options: CallOptions) throws(RPCError) -> Picked? {
    let (pick, actions) = state.withLock { $0.machine.pick(avoiding: options.trail) }
    if !actions.isEmpty { perform(actions) }
    switch pick {
    case .member(let member, let token): return (member, token)
    case .wait: return nil
    case .none(let reason):
      if options.waitsForReady && !state.withLock({ $0.machine.isClosed }) { return nil }
      throw PoolCore.unavailable(reason)
    }
  }

  /// Waits for a member.
  /// - Parameters:
  ///   - timeoutNanoseconds: time the call has; nil = any.
  ///   - resolve: told the end, once, perhaps at once.
  /// - Returns: a number for `stopWaiting`.
  func wait(
    _ options: CallOptions,
    timeoutNanoseconds: Int64?,
    resolve: @escaping @Sendable (Result<Picked, RPCError>) -> Void
  ) -> Int {
    let waiter = PoolWaiter(isPatient: options.waitsForReady, trail: options.trail, resolve: resolve)
    let (number, isFull) = state.withLock { state in
      state.waiterCount += 1
      let isFull = state.waiters.count >= configuration.waitingCallsMax
      if !isFull { state.waiters[state.waiterCount] = waiter }
      return (state.waiterCount, isFull)
    }
    if isFull {
      resolve(.failure(.overloaded("more than \(configuration.waitingCallsMax) calls wait for a member of the pool")))
      return number
    }
    if let timeoutNanoseconds { setTimer(number, afterNanoseconds: timeoutNanoseconds) }
    // What it waits for may have come since it was picked for in vain.
    answerWaiters()
    return number
  }

  private func setTimer(_ number: Int, afterNanoseconds nanoseconds: Int64) {
    let timer = driver.schedule(afterNanoseconds: nanoseconds) { [weak self] in
      self?.stopWaiting(
        number,
        RPCError(.deadlineExceeded, "no member of the pool was ready in time", isNotProcessed: true)
      )
    }
    let isWaiting = state.withLock { state in
      state.waiters[number]?.timer = timer
      return state.waiters[number] != nil
    }
    if !isWaiting { driver.execute { timer.cancel() } }
  }

  /// Ends the waiting of a call with an error, if it has not ended.
  func stopWaiting(_ number: Int, _ error: RPCError) {
    if let waiter = state.withLock({ $0.waiters.removeValue(forKey: number) }) { resolve(waiter, .failure(error)) }
  }

  private func resolve(_ waiter: PoolWaiter, _ result: Result<Picked, RPCError>) {
    if let timer = waiter.timer { driver.execute { timer.cancel() } }
    waiter.resolve(result)
  }

  /// A call has ended; nil = well.
  func ended(_ token: MemberToken, _ error: RPCError?) {
    let outcome = MemberVerdict(error)
    if outcome != .failure, state.withLock({ $0.machine.noteEnd(token, isSuccess: outcome == .success) }) { return }
    change { $0.callEnded(token, outcome, nowNanoseconds: $1) }
  }

  // MARK: What happens to members

  private func addressesTold(_ result: Result<[PoolAddress], RPCError>) {
    switch result {
    case .failure(let error):
      change { machine, _ in machine.addressesFailed(reason: error.message) }
    case .success(let list):
      // Lists come one at a time, so nobody else adds these in the meantime; channels are made without the lock.
      let new = state.withLock { $0.machine.newAddresses(in: list) }
      var added: [String: PoolMember] = [:]
      for address in new { added[address.endpoint] = PoolMember(makeChannel(address)) }
      change { [added] in $0.setAddresses(list, added: added, nowNanoseconds: $1) }
    }
  }

  private func timerFired() {
    state.withLock { state in
      state.timer = nil
      state.timerAtNanoseconds = .max
    }
    change { $0.timePassed(nowNanoseconds: $1) }
  }

  /// Lets the state machine change, and does what follows from it.
  private func change(_ body: (inout PoolStateMachine<PoolMember>, Int64) -> [PoolAction<PoolMember>]) {
    let now = driver.nowNanoseconds
    perform(state.withLock { body(&$0.machine, now) })
    setTimer(nowNanoseconds: now)
    answerWaiters()
  }

  private func setTimer(nowNanoseconds now: Int64) {
    let (at, before) = state.withLock { state -> (Int64?, (any LoopTimer)?) in
      guard let next = state.machine.nextTimerNanoseconds, next < state.timerAtNanoseconds else { return (nil, nil) }
      let before = state.timer
      state.timer = nil
      state.timerAtNanoseconds = next
      return (next, before)
    }
    if let before { driver.execute { before.cancel() } }
    guard let at else { return }
    let timer = driver.schedule(afterNanoseconds: max(0, at - now)) { [weak self] in self?.timerFired() }
    let isWanted = state.withLock { state in
      let isWanted = state.timerAtNanoseconds == at && state.timer == nil && !state.machine.isClosed
      if isWanted { state.timer = timer }
      return isWanted
    }
    if !isWanted { driver.execute { timer.cancel() } }
  }

  private func answerWaiters() {
    let answers = state.withLock { state -> [(PoolWaiter, Result<Picked, RPCError>)] in
      if state.waiters.isEmpty { return [] }
      if state.machine.candidates.isEmpty && state.machine.obstacle == nil { return [] }
      var answers: [(PoolWaiter, Result<Picked, RPCError>)] = []
      for number in state.waiters.keys.sorted() {
        guard let waiter = state.waiters[number] else { continue }
        switch state.machine.pick(avoiding: waiter.trail).0 {
        case .member(let member, let token): answers.append((waiter, .success((member, token))))
        case .none(let reason) where !waiter.isPatient || state.machine.isClosed:
          answers.append((waiter, .failure(PoolCore.unavailable(reason))))
        case .none, .wait: continue
        }
        state.waiters[number] = nil
      }
      return answers
    }
    for (waiter, result) in answers { resolve(waiter, result) }
  }

  // MARK: What is to be done

  private func perform(_ actions: [PoolAction<PoolMember>]) {
    for action in actions { perform(action) }
  }

  private func perform(_ action: PoolAction<PoolMember>) {
    switch action {
    case .observe(let member, let token):
      member.channel.observeConnectivity { [weak self] connectivity in
        self?.change { $0.connectivityChanged(token, connectivity, nowNanoseconds: $1) }
      }
    case .connect(let member):
      member.channel.connect()
    case .watchHealth(let member, let token, let watch):
      watchHealth(member, token, watch)
    case .stopWatchingHealth(let member):
      member.setHealthTask(nil)
    case .close(let member):
      Task { await member.channel.close() }
    case .refreshAddresses:
      resolver.refresh()
    case .log(let event):
      event.write(to: logger)
    }
  }

  private func watchHealth(_ member: PoolMember, _ token: MemberToken, _ watch: Int) {
    guard let source = configuration.healthSource else { return }
    let backoff = configuration.backoff
    let update: @Sendable (MemberHealth) -> Void = { [weak self] health in
      self?.change { machine, _ in machine.healthChanged(token, watch: watch, health) }
    }
    let task = Task { [driver, logger] in
      var backoff = backoff
      while !Task.isCancelled {
        do throws(RPCError) {
          try await source.watch(member.channel, update: update)
          return
        } catch {
          if Task.isCancelled { return }
          logger.debug("the health of a member cannot be watched", metadata: ["error": "\(error)"])
          let pause = backoff.nextPauseNanoseconds(random: Double.random(in: 0..<1))
          await driver.pause(nanoseconds: pause)
        }
      }
    }
    member.setHealthTask(task)
  }
}
