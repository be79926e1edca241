internal import CScheduling
internal import RPC
internal import RPCSocket

/// One worker of a load: opens calls when they are due, on connections that never wait, from one thread.
package final class LoadLoop {
  let configuration: EngineConfiguration
  let steps: [PlannedStep]
  let poll: EventPoll
  private let entries: [LoadEntry]
  /// Place of the first step of each entry.
  private let firstSteps: [Int]
  private let weightSums: [Double]
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  private var connections: [LoadConnection] = []
  private var schedule: ArrivalSchedule?
  private var random: SeedableRandom
  let recorder: LoadRecorder

  /// When the first call was due, and when the next one is; `.max` = never.
  private var startNanoseconds: Int64 = 0
  private var nextDueNanoseconds = Int64.max
  private var nextConnection = 0
  private var iterationCount: UInt64 = 0
  /// Steps of iterations that come after a pause, or wait for a connection.
  private var waiting: [WaitingStep] = []
  private var reconnecting: [(connection: LoadConnection, dueNanoseconds: Int64)] = []
  private var isEnding = false
  private let isClosedLoop: Bool
  private let stopFlag: StopFlag
  private let onProgress: (LoadProgress) -> Void

  var security: (any TransportSecurity)? { configuration.security }

  private struct WaitingStep {
    let iteration: LoadIteration
    let connection: Int
    var dueNanoseconds: Int64
  }

  /// - Parameters:
  ///   - onProgress: Called from the load's thread at the end of each interval.
  /// - Throws: ``SystemFailure`` when the system lacks what is needed.
  package init(
    _ configuration: EngineConfiguration,
    entries: [LoadEntry],
    stopFlag: StopFlag = StopFlag(),
    onProgress: @escaping (LoadProgress) -> Void = { _ in }
  ) throws(SystemFailure) {
    precondition(!entries.isEmpty && !configuration.targets.isEmpty, "a load needs a call and a target")
    self.configuration = configuration
    self.entries = entries
    self.stopFlag = stopFlag
    isClosedLoop = configuration.arrival == .closed
    self.onProgress = onProgress
    poll = try EventPoll()
    random = SeedableRandom(seed: configuration.seed &+ UInt64(configuration.worker))
    var planned: [PlannedStep] = []
    var paths: [String] = []
    firstSteps = entries.map { entry in
      let first = planned.count
      for step in entry.steps {
        if !paths.contains(step.path) { paths.append(step.path) }
        let method = paths.firstIndex(of: step.path) ?? 0
        planned.append(PlannedStep(step, index: planned.count, method: method))
      }
      return first
    }
    steps = planned
    weightSums = entries.reduce(into: []) { $0.append(($0.last ?? 0) + $1.weight) }
    recorder = LoadRecorder(methods: paths, configuration)
  }

  deinit { buffer.deallocate() }

  // MARK: - The run

  /// Runs the load to its end, on this thread, once everything is connected.
  ///
  /// - Parameter startNanoseconds: When the first call is due, by ``Monotonic``; nil = now.
  package func run(startNanoseconds: Int64? = nil) -> LoadRecorder {
    // An answer counts from when it arrives, so it has to be noticed then, also beside busy daemons.
    scheduling_be_punctual()
    _ = scheduling_shorten_turns()
    begin(startNanoseconds ?? Monotonic.nowNanoseconds)
    let end = recorder.measureEndNanoseconds
    while !stopFlag.isOn {
      let now = Monotonic.nowNanoseconds
      if now >= end { break }
      step(now, until: end)
    }
    // What was due in the last moment.
    if !stopFlag.isOn { openDueCalls(end - 1) }
    drain()
    for connection in connections { connection.disconnect("the load has ended") }
    return recorder
  }

  /// Makes all connections, on this thread.
  ///
  /// - Throws: ``SystemFailure`` when one cannot be made.
  package func connect() throws(SystemFailure) {
    for index in 0..<configuration.connectionCount {
      let target = configuration.targets[(index + configuration.worker) % configuration.targets.count]
      connections.append(LoadConnection(index: index, endpoint: target, loop: self))
    }
    let end = Monotonic.nowNanoseconds + configuration.setUpNanoseconds
    var begunCount = 0
    while !stopFlag.isOn, recorder.connectionFailure == nil, Monotonic.nowNanoseconds < end {
      let connectingCount = connections[..<begunCount].count { $0.state == .connecting }
      if begunCount == connections.count, connectingCount == 0 { break }
      // Servers take only so many handshakes at a time, and a Unix socket's queue holds only so many callers.
      if begunCount < connections.count, connectingCount < LoadLoop.connectingCountMax {
        if try connections[begunCount].connect() { begunCount += 1 }
      }
      let hasMore = begunCount < connections.count && connectingCount + 1 < LoadLoop.connectingCountMax
      pollOnce(nanoseconds: hasMore ? 0 : LoadLoop.connectNanoseconds)
    }
    let ready = connections.count { $0.state == .ready }
    if ready == connections.count || stopFlag.isOn { return }
    let why = recorder.connectionFailure ?? "no HELLO within \(configuration.setUpNanoseconds / 1_000_000_000) s"
    throw SystemFailure("only \(ready) of \(connections.count) connections could be made: \(why)")
  }

  private func begin(_ start: Int64) {
    startNanoseconds = max(start, Monotonic.nowNanoseconds)
    while Monotonic.nowNanoseconds < startNanoseconds, !stopFlag.isOn {
      pollOnce(nanoseconds: min(startNanoseconds - Monotonic.nowNanoseconds, LoadLoop.waitNanosecondsMax))
    }
    recorder.begin(nanoseconds: startNanoseconds)
    switch configuration.arrival {
    case .closed:
      for connection in connections { startUsers(of: connection) }
    case .scheduled(let profile, let isPoisson):
      schedule = ArrivalSchedule(
        profile: profile,
        isPoisson: isPoisson,
        worker: configuration.worker,
        workerCount: configuration.workerCount,
        seed: configuration.seed
      )
      advanceSchedule()
    }
  }

  /// One turn: what is due is sent, what has arrived is read, what is late is given up.
  private func step(_ now: Int64, until end: Int64) {
    openDueCalls(now)
    openWaitingSteps(now)
    reconnect(now)
    for connection in connections where connection.state != .closed { connection.flush() }
    let due = isHeldBack ? .max : nextDueNanoseconds
    let wake = min(end, due, nextSweepNanoseconds, nextWaitingNanoseconds, recorder.intervalEndNanoseconds)
    let left = wake - Monotonic.nowNanoseconds
    // Shorter than the kernel takes to put a thread to sleep and wake it: look again at once.
    pollOnce(nanoseconds: left < LoadLoop.sleepNanosecondsMin ? 0 : min(left, LoadLoop.waitNanosecondsMax))
    sweep(Monotonic.nowNanoseconds)
  }

  private func pollOnce(nanoseconds: Int64) {
    poll.wait(nanoseconds: max(0, nanoseconds)) { event in
      connections[event.token].handle(event, buffer)
    }
  }

  private func drain() {
    isEnding = true
    recorder.noteEnd(nanoseconds: Monotonic.nowNanoseconds)
    let end = Monotonic.nowNanoseconds + configuration.drainNanoseconds
    recorder.noteNotSent(dueCallCount())
    // What has begun goes on to its end: scenarios too.
    while !waiting.isEmpty || connections.contains(where: { $0.openCallCount > 0 }), !stopFlag.isOn {
      let now = Monotonic.nowNanoseconds
      if now >= end { break }
      openWaitingSteps(now)
      for connection in connections where connection.state != .closed { connection.flush() }
      let wake = min(end, nextSweepNanoseconds, nextWaitingNanoseconds)
      pollOnce(nanoseconds: min(wake - now, LoadLoop.waitNanosecondsMax))
      sweep(Monotonic.nowNanoseconds)
    }
    for connection in connections {
      recorder.noteUnfinished(connection.abandonCalls())
      if connection.state != .closed { connection.flush() }
    }
    recorder.finish(nanoseconds: Monotonic.nowNanoseconds)
  }

  /// Calls that were due before the end and were never sent.
  private func dueCallCount() -> Int {
    var count = 0
    let end = min(recorder.measureEndNanoseconds, Monotonic.nowNanoseconds)
    while nextDueNanoseconds < end, count < LoadLoop.dueCallCountMax {
      if nextDueNanoseconds >= recorder.measureStartNanoseconds { count += 1 }
      advanceSchedule()
    }
    return count
  }

  // MARK: - Calls

  private func advanceSchedule() {
    nextDueNanoseconds = schedule?.next().map { startNanoseconds + $0 } ?? .max
  }

  /// Whether what is due waits for a call to end.
  private var isHeldBack = false

  /// Opens what is due by now. What finds no room stays due: it is sent later, and its latency counts from when it was
  /// due.
  private func openDueCalls(_ now: Int64) {
    while nextDueNanoseconds <= now {
      guard let connection = freeConnection() else {
        isHeldBack = true
        return
      }
      if isHeldBack { recorder.noteHeldBack(nanoseconds: now) }
      isHeldBack = false
      start(plannedNanoseconds: nextDueNanoseconds, on: connection)
      advanceSchedule()
    }
  }

  private func freeConnection() -> LoadConnection? {
    for _ in connections.indices {
      let connection = connections[nextConnection]
      nextConnection = nextConnection + 1 == connections.count ? 0 : nextConnection + 1
      if connection.openCallCount < configuration.inFlight, connection.takesCalls { return connection }
    }
    return nil
  }

  private func pickEntry() -> Int {
    guard weightSums.count > 1, let total = weightSums.last else { return 0 }
    let point = random.fraction() * total
    return weightSums.firstIndex { point < $0 } ?? weightSums.count - 1
  }

  /// Starts an arrival: a call, or the first of a scenario.
  private func start(plannedNanoseconds: Int64, on connection: LoadConnection) {
    let entry = pickEntry()
    var iteration: LoadIteration?
    if entries[entry].steps.count > 1 {
      iteration = LoadIteration(number: iterationCount, entry: entry, arrivedNanoseconds: plannedNanoseconds)
      iterationCount += 1
    }
    let now = Monotonic.nowNanoseconds
    recorder.started(plannedNanoseconds: plannedNanoseconds, sentNanoseconds: now)
    open(
      steps[firstSteps[entry]],
      iteration,
      plannedNanoseconds: plannedNanoseconds,
      nowNanoseconds: now,
      on: connection
    )
  }

  /// Gives each user of a closed loop that has nothing to do its next arrival.
  private func startUsers(of connection: LoadConnection) {
    while connection.userCount < configuration.inFlight, connection.takesCalls {
      connection.userCount += 1
      start(plannedNanoseconds: Monotonic.nowNanoseconds, on: connection)
      if stopFlag.isOn { return }
    }
  }

  private func open(
    _ step: PlannedStep,
    _ iteration: LoadIteration?,
    plannedNanoseconds: Int64,
    nowNanoseconds now: Int64,
    on connection: LoadConnection
  ) {
    let call = OpenCall(
      step: step.index,
      arrivedNanoseconds: iteration?.arrivedNanoseconds ?? plannedNanoseconds,
      plannedNanoseconds: plannedNanoseconds,
      sentNanoseconds: now,
      deadlineNanoseconds: now + step.timeoutNanoseconds,
      iteration: iteration
    )
    do {
      try connection.open(call, step)
      recorder.sent(plannedNanoseconds: plannedNanoseconds)
    } catch {
      connection.userCount -= 1
      recorder.noteRequestFailure("\(step.path): \(error)")
      if recorder.requestFailureCount >= LoadLoop.requestFailureCountMax { stopFlag.set() }
    }
  }

  /// A call has ended; what follows it is started.
  func ended(
    _ connection: LoadConnection,
    _ call: OpenCall,
    _ code: StatusCode,
    _ message: String,
    nowNanoseconds: Int64
  ) {
    let step = steps[call.step]
    var end = CallEnding.code(code)
    var isExpected = step.expectedCodes.contains(code)
    var message = message
    if code == .ok, let check = step.check, let fault = check(call.answer) {
      end = .checkFailed
      isExpected = false
      message = fault
    }
    recorder.ended(
      call,
      method: step.method,
      connection: connection.index,
      end,
      message,
      isExpected: isExpected,
      nowNanoseconds: nowNanoseconds
    )
    let isLast = isLastOfIteration(call)
    if isLast || !isExpected { recorder.completed(call) }
    if let iteration = call.iteration, isExpected, goOn(iteration, call, connection, nowNanoseconds) { return }
    guard isClosedLoop, !isEnding else { return }
    if connection.takesCalls {
      start(plannedNanoseconds: Monotonic.nowNanoseconds, on: connection)
    } else {
      connection.userCount -= 1
    }
  }

  private func isLastOfIteration(_ call: OpenCall) -> Bool {
    guard let iteration = call.iteration else { return true }
    return iteration.step + 1 == entries[iteration.entry].steps.count
  }

  /// Starts the next step of an iteration; false when there is none.
  private func goOn(
    _ iteration: LoadIteration,
    _ call: OpenCall,
    _ connection: LoadConnection,
    _ now: Int64
  ) -> Bool {
    if steps[call.step].keepsAnswer { iteration.answers[iteration.step] = call.answer }
    iteration.step += 1
    guard iteration.step < entries[iteration.entry].steps.count else { return false }
    let next = steps[firstSteps[iteration.entry] + iteration.step]
    if next.pauseNanoseconds == 0, connection.takesCalls {
      open(next, iteration, plannedNanoseconds: now, nowNanoseconds: Monotonic.nowNanoseconds, on: connection)
    } else {
      waiting.append(
        WaitingStep(
          iteration: iteration,
          connection: connection.index,
          dueNanoseconds: now + next.pauseNanoseconds
        )
      )
      nextWaitingNanoseconds = min(nextWaitingNanoseconds, now + next.pauseNanoseconds)
    }
    return true
  }

  private var nextWaitingNanoseconds = Int64.max

  private func openWaitingSteps(_ now: Int64) {
    if now < nextWaitingNanoseconds { return }
    let due = waiting.filter { $0.dueNanoseconds <= now }
    waiting.removeAll { $0.dueNanoseconds <= now }
    for step in due {
      let iteration = step.iteration
      let connection = connections[step.connection]
      if connection.takesCalls {
        let planned = steps[firstSteps[iteration.entry] + iteration.step]
        open(planned, iteration, plannedNanoseconds: step.dueNanoseconds, nowNanoseconds: now, on: connection)
      } else if connection.state == .ready {
        waiting.append(step)
      } else {
        // An iteration ends with its connection, as the calls on it do.
        connection.userCount -= 1
      }
    }
    // What found no room is tried again at the next sweep.
    nextWaitingNanoseconds = waiting.map(\.dueNanoseconds).min().map { max($0, nextSweepNanoseconds) } ?? .max
  }

  /// True when the words of such an end have not been read yet.
  func wantsMessage(step: Int, code: StatusCode) -> Bool {
    !recorder.hasMessage(method: steps[step].method, .code(code))
  }

  // MARK: - Connections

  func connected(_ connection: LoadConnection, setUpNanoseconds: Int64) {
    recorder.noteConnected(setUpNanoseconds: setUpNanoseconds)
  }

  func disconnected(_ connection: LoadConnection, wasConnecting: Bool, _ reason: String) {
    if isEnding { return }
    recorder.noteDisconnected(reason, wasConnecting: wasConnecting)
    reconnecting.append((connection, Monotonic.nowNanoseconds + LoadLoop.reconnectNanoseconds))
  }

  private func reconnect(_ now: Int64) {
    if reconnecting.isEmpty { return }
    let due = reconnecting.filter { $0.dueNanoseconds <= now }
    reconnecting.removeAll { $0.dueNanoseconds <= now }
    for (connection, _) in due {
      do {
        if try connection.connect() { continue }
        reconnecting.append((connection, now + LoadLoop.reconnectNanoseconds))
      } catch {
        disconnected(connection, wasConnecting: true, error.description)
      }
    }
  }

  private var nextSweepNanoseconds: Int64 = 0

  /// What is done every now and then: late calls, connections that are to be replaced, the end of an interval.
  private func sweep(_ now: Int64) {
    if now >= recorder.intervalEndNanoseconds {
      recorder.rotate(nanoseconds: now)
      onProgress(recorder.progress)
    }
    if now < nextSweepNanoseconds { return }
    nextSweepNanoseconds = now + LoadLoop.sweepNanoseconds
    for connection in connections {
      connection.giveUpLateCalls(nowNanoseconds: now)
      switch connection.state {
      case .leaving where connection.openCallCount == 0: connection.disconnect("the server is going away")
      case .connecting where now - connection.connectBeganNanoseconds > configuration.setUpNanoseconds:
        connection.disconnect("no HELLO in time")
      case .ready where isClosedLoop && !isEnding && recorder.hasBegun: startUsers(of: connection)
      default: break
      }
    }
  }

  private static let connectingCountMax = 32
  private static let connectNanoseconds: Int64 = 1_000_000
  private static let sweepNanoseconds: Int64 = 2_000_000
  private static let reconnectNanoseconds: Int64 = 100_000_000
  private static let sleepNanosecondsMin: Int64 = 20_000
  private static let waitNanosecondsMax: Int64 = 50_000_000
  private static let dueCallCountMax = 1_000_000_000
  private static let requestFailureCountMax = 1_000
}
