internal import DequeModule
public import Logging
internal import Synchronization
public import Wire

/// A channel without its transport: keeps one connection to an address, made when the first call needs it and made anew
/// when it was lost; lets calls wait for it; keeps their deadlines; repeats once, without the caller's notice, what the
/// server certainly did not process. Transports wrap it (`CoreBackedChannel`); a pool watches it (`Connectivity`).
///
/// Unchecked: everything mutable is touched on the loop of `runQueue` only, except `submissions`, which is behind a
/// mutex.
public final class ClientChannel: @unchecked Sendable {
  private enum State {
    case idle
    case connecting
    case ready(ClientConnection)
    case resting(untilNanoseconds: Int64, RPCError)
    case closed
  }

  /// The loop that all connections of the channel live on.
  public let runQueue: RunQueue
  /// Where it connects to.
  public var address: String { connector.address }
  let limits: WireLimits
  let logger: Logger
  let agent: String
  let observer: (any ClientObserver)?
  private let connector: any Connector
  private let submissions = Mutex<[ClientCall]>([])
  private var state = State.idle {
    didSet { reportConnectivity() }
  }
  let connectivityReport: ConnectivityReport
  /// Set while the peer is left alone.
  private var restTimer: (any LoopTimer)?
  /// Somebody wants a connection without having a call for it.
  private var isConnectionWanted = false
  private var backoff: Backoff
  private var waiting = Deque<ClientCall>()
  /// Connections that open no more calls.
  private var leaving: [ClientConnection] = []
  /// All calls that are not over.
  private var registry: [ClientCall] = []
  private var deadlines: DeadlineSweep

  /// A channel that connects when it is first used. `observer` is told of the ends of its calls, not of those that a
  /// relay passes on.
  public init(
    connector: any Connector,
    limits: WireLimits,
    runQueue: RunQueue,
    logger: Logger,
    agent: String,
    backoff: Backoff = Backoff(),
    observer: (any ClientObserver)? = nil
  ) {
    self.connector = connector
    self.limits = limits
    self.runQueue = runQueue
    self.logger = logger
    self.agent = agent
    self.observer = observer
    self.backoff = backoff
    deadlines = DeadlineSweep(driver: runQueue.driver)
    connectivityReport = ConnectivityReport(driver: runQueue.driver)
  }

  /// A connection for a transport to carry.
  public func makeConnection(peer: String) -> ClientConnection {
    ClientConnection(channel: self, peer: peer)
  }

  // MARK: From anywhere

  func submit(_ call: ClientCall) {
    if runQueue.driver.isCurrent {
      start(call)
      return
    }
    let isFirst = submissions.withLock { calls in
      calls.append(call)
      return calls.count == 1
    }
    if isFirst { runQueue.driver.execute { self.startSubmitted() } }
  }

  /// The maker no longer wants the call.
  func cancel(_ call: ClientCall) {
    call.isCancelled.store(true, ordering: .relaxed)
    onLoop {
      // A call that was not yet started sees the mark when it is.
      if call.registryIndex >= 0 { self.failNow(call, RPCError(.cancelled, "the caller gave the call up")) }
    }
  }

  func noteConsumed(_ call: BytesCall, byteCount: Int) {
    onLoop { call.returnCredit(consumed: byteCount) }
  }

  /// Ends a call whose answers make no sense.
  func giveUp(_ call: ClientCall, _ error: RPCError) {
    onLoop { if call.registryIndex >= 0 { self.failNow(call, error) } }
  }

  /// Ends the channel: open calls fail with UNAVAILABLE, and so do later ones.
  public func close() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      runQueue.driver.execute {
        self.closeNow()
        continuation.resume()
      }
    }
  }

  func onLoop(_ body: @escaping @Sendable () -> Void) {
    runQueue.driver.run(body)
  }

  // MARK: Calls, on the loop

  private func startSubmitted() {
    runQueue.beginCycle()
    let calls = submissions.withLock { calls in
      let taken = calls
      calls = []
      return taken
    }
    for call in calls { start(call) }
    runQueue.finishCycle()
  }

  private func start(_ call: ClientCall) {
    let message = call.wholeMessage
    call.metadata.withUnsafeBytes { metadata in
      guard let message else { return start(call, metadata: metadata, message: nil) }
      message.withUnsafeBytes { start(call, metadata: metadata, message: $0) }
    }
  }

  /// Starts a call whose metadata and message are where they are; they are kept only if the call has to wait.
  /// - Parameter nowNanoseconds: the present, where it is known; nil = the clock is asked, if the call has a deadline.
  func start(
    _ call: ClientCall,
    metadata: UnsafeRawBufferPointer,
    message: UnsafeRawBufferPointer?,
    nowNanoseconds: Int64? = nil
  ) {
    if call.isCancelled.load(ordering: .relaxed) {
      call.failed(RPCError(.cancelled, "the caller gave the call up before it was sent", isNotProcessed: true))
      return
    }
    register(call)
    let now = nowNanoseconds ?? (call.deadlineNanoseconds == nil ? 0 : runQueue.driver.nowNanoseconds)
    if expire(call, nowNanoseconds: now) { return }
    if case .ready(let connection) = state, waiting.isEmpty, connection.core.machine.openObstacle == nil,
      !call.needsPeerHello || connection.core.machine.hasPeerHello
    {
      connection.open(call, metadata: metadata, message: message, nowNanoseconds: now)
      return
    }
    if case .resting(let until, let error) = state, !call.waitsForReady, runQueue.driver.nowNanoseconds < until {
      failNow(call, error)
      return
    }
    if waiting.count >= limits.waitingCallsMax { dropEndedFromWaiting() }
    if waiting.count >= limits.waitingCallsMax {
      failNow(call, .overloaded("more than \(limits.waitingCallsMax) calls wait for \(address)"))
      return
    }
    call.keep(metadata: metadata, message: message)
    waiting.append(call)
    openWaiting()
  }

  /// Calls whose time ran out, or that were given up, stay in line until their turn comes or their place is needed.
  private func dropEndedFromWaiting() {
    waiting.removeAll { call in
      if case .waiting = call.state { false } else { true }
    }
  }

  /// Moves waiting calls on as far as possible.
  private func openWaiting() {
    while !waiting.isEmpty {
      switch state {
      case .ready(let connection):
        if connection.core.isClosed { return }
        switch connection.core.machine.openObstacle {
        case .streamLimit: return
        case .goingAway, .numbersExhausted: connectionIsLeaving(connection)
        case nil:
          guard let call = takeWaiting() else { return }
          if call.needsPeerHello && !connection.core.machine.hasPeerHello {
            // The HELLO comes without delay; then this goes on.
            waiting.prepend(call)
            return
          }
          open(call, on: connection)
        }
      case .connecting:
        return
      case .idle:
        connect()
      case .resting(let until, _):
        // Who is in line now is willing to wait; the others were told when the rest began.
        if runQueue.driver.nowNanoseconds < until { return }
        connect()
      case .closed:
        failWaiting(ClientChannel.closedError)
      }
    }
  }

  private func takeWaiting() -> ClientCall? {
    while let call = waiting.popFirst() {
      if case .waiting = call.state, !expire(call) { return call }
    }
    return nil
  }

  private func open(_ call: ClientCall, on connection: ClientConnection) {
    let message = call.wholeMessage
    let now = runQueue.driver.nowNanoseconds
    call.metadata.withUnsafeBytes { metadata in
      guard let message else { return connection.open(call, metadata: metadata, message: nil, nowNanoseconds: now) }
      message.withUnsafeBytes { connection.open(call, metadata: metadata, message: $0, nowNanoseconds: now) }
    }
  }

  /// True when the call's time is over, and then its end was told: an expired call is never sent.
  private func expire(_ call: ClientCall) -> Bool {
    call.deadlineNanoseconds != nil && expire(call, nowNanoseconds: runQueue.driver.nowNanoseconds)
  }

  private func expire(_ call: ClientCall, nowNanoseconds now: Int64) -> Bool {
    guard let deadline = call.deadlineNanoseconds, deadline <= now else { return false }
    failNow(call, RPCError(.deadlineExceeded, "the time for the call ran out"))
    return true
  }

  /// Puts a call that was certainly not processed back, once; false when it was put back before, or when as many wait
  /// as may: who sends calls ahead of the peer's word has no more of them kept than anybody else.
  func repeatOnce(_ call: ClientCall) -> Bool {
    guard call.mayRepeat, call.registryIndex >= 0 else { return false }
    if waiting.count >= limits.waitingCallsMax { dropEndedFromWaiting() }
    if waiting.count >= limits.waitingCallsMax { return false }
    call.mayRepeat = false
    call.attempt = call.attempt == .max ? .max : call.attempt + 1
    waiting.append(call)
    onLoopLater { $0.openWaiting() }
    return true
  }

  /// Calls in line for a connection, or for a free stream of it. On the loop, or for tests.
  var waitingCount: Int { waiting.count }

  /// Those of them that were sent before, and wait to be sent once more. On the loop, or for tests.
  var waitingRepeatedCount: Int { waiting.count { $0.attempt > 0 } }

  /// Calls that are not over. On the loop, or for tests.
  var openCallCount: Int { registry.count }

  private func onLoopLater(_ body: @escaping @Sendable (ClientChannel) -> Void) {
    runQueue.driver.execute { body(self) }
  }

  /// Ends a call that is on no connection any more.
  func fail(_ call: ClientCall, _ error: RPCError) {
    forget(call)
    call.failed(error)
  }

  /// Ends a call wherever it is.
  private func failNow(_ call: ClientCall, _ error: RPCError) {
    if case .open(let connection, let slot, _) = call.state { connection.cancel(slot: slot) }
    fail(call, error)
  }

  /// Ends a call whose maker needs no word of it.
  func abandon(_ call: ClientCall) {
    if call.registryIndex < 0 { return }
    forget(call)
    if case .open(let connection, let slot, _) = call.state { connection.cancel(slot: slot) }
    call.state = .over
  }

  private func register(_ call: ClientCall) {
    call.registryIndex = registry.count
    registry.append(call)
    guard let deadline = call.deadlineNanoseconds else { return }
    if deadlines.isEarliest(deadline) { deadlines.note(deadline) { self.expireCalls() } }
  }

  /// The call is over.
  func forget(_ call: ClientCall) {
    let index = call.registryIndex
    guard index >= 0 else { return }
    let last = registry.removeLast()
    if last !== call {
      registry[index] = last
      last.registryIndex = index
    }
    call.registryIndex = -1
    if case .waiting = call.state { call.state = .over }
  }

  private func expireCalls() {
    deadlines.fired()
    // The end of one lets those in line move on, and whoever of them is late ends there: not once more here.
    for call in registry where call.registryIndex >= 0 && !expire(call) {
      if let deadline = call.deadlineNanoseconds, deadlines.isEarliest(deadline) {
        deadlines.note(deadline) { self.expireCalls() }
      }
    }
  }

  // MARK: Connections, on the loop

  /// True when the peer has not read so much of what it was sent that it should get no more work. On the loop.
  var isCongested: Bool {
    if case .ready(let connection) = state { connection.core.isCongested } else { false }
  }

  private func connect() {
    isConnectionWanted = false
    restTimer?.cancel()
    restTimer = nil
    state = .connecting
    connector.connect(self) { result in self.connected(result) }
  }

  private func connected(_ result: Result<ClientConnection, RPCError>) {
    if case .closed = state {
      if case .success(let connection) = result { connection.core.end(.finished) }
      return
    }
    switch result {
    case .success(let connection):
      if connection.core.isClosed {
        rest(RPCError(.unavailable, "the connection to \(address) was closed at once", isNotProcessed: true))
      } else {
        state = .ready(connection)
      }
    case .failure(let error):
      rest(error)
    }
    openWaiting()
  }

  /// Leaves the peer alone for a while: until then calls fail at once, save those that want to wait.
  private func rest(_ error: RPCError) {
    let pause = backoff.nextPauseNanoseconds(random: Double.random(in: 0..<1))
    state = .resting(untilNanoseconds: runQueue.driver.nowNanoseconds + pause, error)
    restTimer = runQueue.driver.schedule(afterNanoseconds: pause) { [weak self] in self?.endRest() }
    failWaiting(error, sparesPatient: true)
  }

  private func endRest() {
    restTimer = nil
    guard case .resting = state else { return }
    dropEndedFromWaiting()
    if isConnectionWanted || !waiting.isEmpty { connect() } else { state = .idle }
  }

  private func failWaiting(_ error: RPCError, sparesPatient: Bool = false) {
    let calls = waiting
    waiting = []
    for call in calls {
      guard case .waiting = call.state else { continue }
      if sparesPatient && call.waitsForReady { waiting.append(call) } else { fail(call, error) }
    }
  }

  /// Wants a connection without a call for it: made now, or when the peer has been left alone for long enough.
  func wantConnection() {
    switch state {
    case .idle: connect()
    case .resting: isConnectionWanted = true
    case .connecting, .ready, .closed: break
    }
  }

  private func reportConnectivity() {
    switch state {
    case .idle: connectivityReport.note(.idle)
    case .connecting: connectivityReport.note(.connecting)
    case .ready(let connection):
      connectivityReport.note(connection.core.machine.hasPeerHello ? .ready : .connecting)
    case .resting(_, let error): connectivityReport.note(.resting(reason: error.message))
    case .closed: connectivityReport.note(.closed)
    }
  }

  func connectionProvedItself(_ connection: ClientConnection) {
    backoff.reset()
    reportConnectivity()
    openWaiting()
  }

  func streamBecameFree(_ connection: ClientConnection) {
    if !waiting.isEmpty { openWaiting() }
  }

  /// The connection opens no more calls; the next call gets another one.
  func connectionIsLeaving(_ connection: ClientConnection) {
    guard case .ready(let current) = state, current === connection else { return }
    state = .idle
    leaving.append(connection)
    connection.retire()
  }

  func connectionEnded(_ connection: ClientConnection, reason: String) {
    leaving.removeAll { $0 === connection }
    if case .ready(let current) = state, current === connection {
      state = .idle
      if !connection.core.machine.hasPeerHello {
        // It was not the protocol's peer, or it refused us: as good as no connection.
        rest(RPCError(.unavailable, reason, isNotProcessed: true))
      }
    }
    openWaiting()
  }

  /// Ends the channel. On the loop.
  func closeNow() {
    var connections = leaving
    if case .ready(let connection) = state { connections.append(connection) }
    state = .closed
    deadlines.stop()
    restTimer?.cancel()
    for connection in connections { connection.core.end(.finished) }
    for call in registry {
      // What is open may be running there.
      var error = ClientChannel.closedError
      if case .open = call.state { error.isNotProcessed = false }
      failNow(call, error)
    }
    waiting = []
  }

  private static let closedError = RPCError(.unavailable, "the channel was closed", isNotProcessed: true)
}
