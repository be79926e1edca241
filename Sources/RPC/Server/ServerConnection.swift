public import Logging
internal import Messages
internal import Synchronization
public import Wire

/// The answering side of a connection: reads calls, runs their handlers, writes the answers. Knows no sockets: a
/// transport feeds it bytes on its loop and takes its bytes away.
///
/// Unchecked: everything mutable is touched on the loop of `runQueue` only. Handlers reach it through `ServerCall`,
/// which hops to the loop where it has to.
public final class ServerConnection: ByteConnection, @unchecked Sendable {
  let core: ConnectionCore
  let runQueue: RunQueue
  let logger: Logger
  let methods: MethodTable
  let relay: (any CallRelay)?
  let observer: (any ServerObserver)?
  /// The connection's number in this process: 1, 2, 3 …
  public let number = ServerConnection.lastNumber.add(1, ordering: .relaxed).newValue
  /// What the whole server has taken on.
  let admission: ServerAdmission
  /// Bytes of requests that wait here, part of the server's budget.
  let requestAccount: ByteAccount
  /// Bytes of answers that wait here, part of the server's budget.
  let answerAccount: ByteAccount
  /// Calls by slot; a call that was answered at once never gets here.
  var entries: [ServerEntry] = []
  /// Handlers that have not returned, those of calls that are over included.
  var runningHandlerCount = 0
  /// Those of them that count against the server's limit of unary calls.
  var limitedCallCount = 0
  /// Bytes of requests that are being put together.
  var assemblyByteCount = 0
  var deadlines: DeadlineSweep
  var whenClosed: ((ServerConnection) -> Void)?
  var drainTimer: (any LoopTimer)?
  private var drainReason = "shutting down"
  /// Called once on the loop when the peer's HELLO has arrived; set before `start`.
  public var whenGreeted: (() -> Void)?
  private(set) var isDraining = false
  private(set) var isStarted = false
  /// When it could be used, by the loop's clock.
  private(set) var openedNanoseconds: Int64 = 0
  /// Calls that have arrived.
  var startedCallCount: UInt64 = 0
  /// Bytes of the request that is being answered at once.
  var requestByteCount = 0
  /// The method that was last passed on to another server.
  var lastRelayed = RelayedPath(path: "", observed: .other)
  /// Bytes of the last message that was encoded.
  var encodedByteCount = 0

  private static let lastNumber = Atomic<UInt64>(0)

  /// A connection that a transport has accepted.
  /// - Parameters:
  ///   - methods: the server's methods, made once for all its connections.
  ///   - relay: takes the calls of methods that the server itself does not have.
  ///   - observer: is told what happens.
  ///   - admission: what the server's connections have in common; nil = this one stands alone.
  ///   - peer: who is on the other side, for logs.
  ///   - identity: what the transport has verified of who is there.
  ///   - agent: this program and its version, told to the peer.
  ///   - whenClosed: called once on the loop when the connection is over.
  public init(
    methods: MethodTable,
    relay: (any CallRelay)? = nil,
    observer: (any ServerObserver)? = nil,
    admission: ServerAdmission? = nil,
    limits: WireLimits,
    peer: String,
    identity: PeerIdentity = PeerIdentity(),
    runQueue: RunQueue,
    logger: Logger,
    agent: String,
    whenClosed: @escaping (ServerConnection) -> Void
  ) {
    core = ConnectionCore(
      role: .server,
      limits: limits,
      peer: peer,
      identity: identity,
      runQueue: runQueue,
      logger: logger,
      agent: agent
    )
    self.methods = methods
    self.relay = relay
    self.observer = observer
    self.admission = admission ?? ServerAdmission(time: runQueue.driver)
    requestAccount = ByteAccount(self.admission.requestBytes)
    answerAccount = ByteAccount(self.admission.answerBytes)
    core.outboundAccount = answerAccount
    self.runQueue = runQueue
    self.logger = logger
    self.whenClosed = whenClosed
    deadlines = DeadlineSweep(driver: runQueue.driver)
    core.delegate = self
  }

  /// Begins. On the loop; once.
  public func start(_ transport: any ConnectionTransport) {
    openedNanoseconds = runQueue.readClock()
    isStarted = true
    runQueue.handlerTasks.connectionOpened()
    core.start(transport)
    observer?.connectionOpened(self)
  }

  /// Takes received bytes. On the loop; between `RunQueue.beginCycle` and `finishCycle`.
  public func receive(_ bytes: UnsafeRawBufferPointer) {
    core.receive(bytes)
  }

  /// The peer has closed, or the transport has failed. On the loop.
  public func receiveEnd(_ reason: String) {
    core.receiveEnd(reason)
  }

  /// The transport can take more, or cannot any longer. On the loop.
  public func writabilityChanged() {
    core.writabilityChanged()
  }

  /// Begins a graceful end: the peer is told to open no more calls, what is running finishes, then the connection
  /// closes. Handlers see it as `CallContext.isDraining`. On the loop.
  /// - Parameter reason: why, for the peer's people.
  public func beginGracefulShutdown(reason: String = "shutting down") {
    if isDraining || core.isClosed { return }
    isDraining = true
    drainReason = reason
    core.facts.drain.begin()
    // Nothing comes before the greeting. Whoever has not proved himself has as long to do so as others have to answer.
    if core.hasGreeted { announceGracefulShutdown() }
    drainTimer = runQueue.driver.schedule(
      afterNanoseconds: Int64(core.limits.drainPingTimeoutMilliseconds) * 1_000_000
    ) { self.finishGoAway() }
  }

  /// The first phase: the peer opens no more calls, and what it has sent already is taken.
  func announceGracefulShutdown() {
    core.machine.writeGoAway(
      lastStream: ConnectionStateMachine.noLastStream,
      reason: drainReason,
      into: &core.outbound
    )
    core.sendPing(opaque: ServerConnection.drainPing)
  }

  /// Ends the connection now; handlers are cancelled. On the loop.
  public func close() {
    core.end(.finished)
  }

  static let drainPing: UInt64 = 0x6472_6169_6E69_6E67

  /// The second phase: everything the peer had sent before it heard of the end has arrived.
  func finishGoAway() {
    guard drainTimer != nil, !core.isClosed else { return }
    drainTimer?.cancel()
    drainTimer = nil
    if !core.hasGreeted { return core.end(.finished) }
    core.machine.writeGoAway(reason: drainReason, into: &core.outbound)
    core.requestFlush()
    closeIfDrained()
  }

  private func closeIfDrained() {
    if isDraining && drainTimer == nil && core.machine.openStreamCount == 0 { core.closeAfterFlush() }
  }

  // MARK: Entries

  /// Makes room for what belongs to a slot.
  func set(_ entry: ServerEntry, at slot: Int) {
    while entries.count <= slot { entries.append(.none) }
    entries[slot] = entry
  }

  func takeEntry(_ slot: Int) -> ServerEntry {
    guard slot < entries.count else { return .none }
    let entry = entries[slot]
    entries[slot] = .none
    return entry
  }

  func streamDidClose() {
    core.requestFlush()
    if isDraining { closeIfDrained() }
  }

  func handlerStarted(_ call: ServerCall) {
    runningHandlerCount += 1
    admission.started(call.method, ownCount: &limitedCallCount)
  }

  func handlerEnded(_ call: ServerCall) {
    runningHandlerCount -= 1
    admission.ended(call, ownCount: &limitedCallCount)
    if !call.isOver && !call.isFinished {
      // A handler was cancelled before it began.
      answer(call: call, error: RPCError(.cancelled, "the call was cancelled"))
    }
  }

  /// Forgets a call whose CLOSE was encoded.
  func closed(_ call: ServerCall) {
    _ = takeEntry(call.slot)
    over(call)
    streamDidClose()
  }

  /// The caller of a call will hear nothing more.
  func over(_ call: ServerCall) {
    releaseAssembly(of: call)
    noteEnd(of: call)
    call.end()
  }

  func releaseAssembly(of call: ServerCall) {
    if call.assemblyByteCount == 0 { return }
    requestAccount.charge(-call.assemblyByteCount)
    assemblyByteCount -= call.assemblyByteCount
    call.assemblyByteCount = 0
  }

  // MARK: Deadlines

  func noteDeadline(of context: CallContext) {
    guard let deadline = context.deadlineNanoseconds else { return }
    if deadlines.isEarliest(deadline) { deadlines.note(deadline) { self.expireCalls() } }
  }

  private func expireCalls() {
    deadlines.fired()
    let now = core.facts.time.nowNanoseconds
    for entry in entries {
      guard case .call(let call) = entry, let deadline = call.context.deadlineNanoseconds else { continue }
      if deadline <= now {
        answer(call: call, error: RPCError(.deadlineExceeded, "the time for the call ran out on the server"))
      } else {
        noteDeadline(of: call.context)
      }
    }
  }
}
