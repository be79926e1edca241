internal import Wire

/// A call that is passed through: the joint of a stream that a caller opened and a stream opened for it elsewhere. Both
/// connections are on one loop; everything here happens on it.
///
/// The target's credit is passed on as it comes, so a request waits here only as far as the two sides' windows differ.
/// The caller's credit is held back: what the target may still send and what waits for the caller's socket together
/// never exceed one stream window, whatever the caller allows. So a caller that does not read makes the relay keep a
/// bounded amount, and stops the target instead.
///
/// Unchecked: everything mutable is touched on that loop only.
final class RelayedCall: ClientCall, OutboundListener, @unchecked Sendable {
  let connection: ServerConnection
  private let callerSlot: Int
  let callerStream: UInt32
  let prelude: OpenPrelude
  private(set) var target: ClientChannel
  let lease: (any RelayLease)?
  /// How far it has come at its target, and whether it may go to another one.
  var move = RelayMove()
  let startedNanoseconds: Int64
  /// The method for logs and lists.
  let path: String
  private(set) var observedMethod = ObservedMethod.other
  let traceparent: String
  /// Who calls, as it was verified; nil where nobody did.
  let caller: Caller?
  private(set) var progress = CallProgress()
  private var isEndTold = false
  /// The OPEN's parts, kept only when there is no connection to the target yet.
  private var keptMessage: [UInt8]?
  private let isMessageCompressed: Bool
  private var endsWithOpen: Bool
  /// Frames of the caller that wait for the target's connection or credit.
  private var waitingFrames: [WaitingFrame] = []
  private var waitingByteCount = 0
  /// Response bytes that the caller allows and the target was not told of.
  private var withheldCredit = 0
  /// Response bytes that the target may still send.
  private var grantedCredit = 0
  /// Response bytes that wait for the caller's socket.
  private var unsentByteCount = 0

  private struct WaitingFrame {
    let fragment: DataFragment
    let data: [UInt8]
  }

  init(
    connection: ServerConnection,
    slot: Int,
    stream: UInt32,
    open: RelayedOpen,
    method: RelayedPath,
    target: ClientChannel,
    lease: (any RelayLease)?
  ) {
    self.connection = connection
    self.lease = lease
    callerSlot = slot
    callerStream = stream
    var prelude = open.prelude
    if let most = lease?.timeoutMaxNanoseconds, most > 0 {
      prelude.timeoutNanoseconds = prelude.timeoutNanoseconds == 0 ? most : min(prelude.timeoutNanoseconds, most)
    }
    self.prelude = prelude
    self.target = target
    endsWithOpen = open.endsStream
    isMessageCompressed = open.isCompressed
    startedNanoseconds = open.arrivedNanoseconds
    caller = open.caller
    path = method.path
    observedMethod = method.observed
    traceparent = open.view.traceparent.isEmpty ? "" : String(decoding: open.view.traceparent, as: UTF8.self)
    if let message = open.message { progress.received(message.count, completesMessage: true) }
    var deadlineNanoseconds: Int64?
    if prelude.timeoutNanoseconds > 0 {
      deadlineNanoseconds =
        startedNanoseconds + Int64(clamping: min(prelude.timeoutNanoseconds, UInt64(Int64.max / 4)))
    }
    super.init(deadlineNanoseconds: deadlineNanoseconds, mayRepeat: false)
    attempt = open.prelude.attempt
  }

  /// Hops after which a call is taken to run in a circle.
  private static let hopsMax: UInt8 = 16

  func start(_ open: RelayedOpen) {
    precondition(target.runQueue === connection.runQueue, "a relay's server and channels share one loop")
    if prelude.hops >= RelayedCall.hopsMax {
      finishCaller(
        RPCError(
          .internalError,
          "the call has passed \(prelude.hops) proxies: it runs in a circle",
          isNotRetryable: true
        )
      )
      return
    }
    if target.isCongested {
      finishCaller(.overloaded("\(target.address) does not read what it is sent"))
      return
    }
    guard isCallerOpen else { return tellLease(.neutral) }
    if lease?.mayMove == true, RelayMove.isKept(open) { keep(metadata: open.metadata, message: open.message) }
    move.isStarting = true
    // It has come just now: the clock was read for the bytes that it is in.
    let now = connection.runQueue.latestNanoseconds
    target.start(self, metadata: open.metadata, message: open.message, nowNanoseconds: now)
    move.isStarting = false
    // The OPEN is still where it came in, so it needs no copy to be sent elsewhere.
    if let failure = move.takeStartFailure() {
      if moveOn(after: failure) {
        target.start(self, metadata: open.metadata, message: open.message)
      } else {
        finishCaller(failure, failure.code == .unavailable ? .lost : .neutral)
      }
    }
  }

  /// Goes over to another target, if there is one, and this one certainly did not process the call; the OPEN is still
  /// to be sent.
  private func moveOn(after error: RPCError) -> Bool {
    guard let lease, move.maySend(after: error), isCallerOpen, let other = lease.alternative(after: error) else {
      return false
    }
    move.hasMoved = true
    target = other
    state = .waiting
    attempt = attempt == .max ? .max : attempt + 1
    return true
  }

  /// The same for a call whose OPEN was kept: sends it, too.
  private func moves(after error: RPCError) -> Bool {
    guard move.isOpenKept, moveOn(after: error) else { return false }
    // Not from here: the channel that gave the call up is in the middle of something.
    connection.runQueue.driver.execute { [self] in
      guard isCallerOpen else { return }
      let message = keptMessage
      metadata.withUnsafeBytes { metadata in
        guard let message else { return target.start(self, metadata: metadata, message: nil) }
        message.withUnsafeBytes { target.start(self, metadata: metadata, message: $0) }
      }
    }
    return true
  }

  private func tellLease(_ end: RelayEnd) {
    if move.tellsEnd() { lease?.ended(end) }
  }

  /// The target has said something of the call: it stays there.
  private func heardOfTarget() {
    if move.isHeard { return }
    move.isHeard = true
    if !move.isOpenKept { return }
    move.isOpenKept = false
    metadata = []
    keptMessage = nil
  }

  // MARK: The target's side

  override func keep(metadata: UnsafeRawBufferPointer, message: UnsafeRawBufferPointer?) {
    if move.isOpenKept { return }
    move.isOpenKept = true
    self.metadata = [UInt8](metadata)
    keptMessage = message.map { [UInt8]($0) }
  }

  override func openPrelude(nowNanoseconds: Int64, limits: WireLimits) -> OpenPrelude {
    var passed = prelude
    let allowed = Int(prelude.responseCredit) + extraCredit
    grantedCredit = min(allowed, creditMax)
    withheldCredit = allowed - grantedCredit
    passed.responseCredit = UInt32(grantedCredit)
    passed.attempt = attempt
    passed.hops += 1
    if prelude.timeoutNanoseconds > 0 {
      let spent = UInt64(clamping: nowNanoseconds - startedNanoseconds)
      passed.timeoutNanoseconds = prelude.timeoutNanoseconds > spent ? prelude.timeoutNanoseconds - spent : 1
    }
    return passed
  }

  override var wholeMessage: [UInt8]? { keptMessage }
  override var endsWithOpenFrame: Bool { endsWithOpen }
  override var isWholeMessageCompressed: Bool { isMessageCompressed }
  /// What the caller sends compressed can only be passed on to who takes that.
  override var needsPeerHello: Bool { isMessageCompressed || !endsWithOpen }

  override func opened() {
    progress.handlerStartedNanoseconds = connection.runQueue.latestNanoseconds
    if isMessageCompressed, case .open(let upstream, _, _) = state, !upstream.core.machine.peer.acceptsCompressed {
      return failBothWays(RelayedCall.compressionError(target.address))
    }
    sendWaitingFrames()
  }

  override func received(_ header: FrameHeader, _ fragment: DataFragment, _ body: UnsafeRawBufferPointer) {
    heardOfTarget()
    guard isCallerOpen else { return }
    let data = UnsafeRawBufferPointer(rebasing: body[fragment.byteOffset...])
    let core = connection.core
    if fragment.isCompressed && !core.machine.peer.acceptsCompressed {
      return failBothWays(RelayedCall.compressionError(core.peer))
    }
    core.machine.writeRelayed(slot: callerSlot, fragment, data, into: &core.outbound)
    noteSent(fragment.byteCount, completesMessage: fragment.hasMessage && fragment.isLast)
    if unsentByteCount == 0, fragment.byteCount > 0 { core.notifyWhenOutboundHasLeft(self) }
    grantedCredit -= fragment.byteCount
    unsentByteCount += fragment.byteCount
    core.requestFlush()
  }

  func outboundHasLeft() {
    unsentByteCount = 0
    passCreditOn()
  }

  override func receivedHeaders(_ metadata: UnsafeRawBufferPointer) {
    heardOfTarget()
    guard isCallerOpen else { return }
    let core = connection.core
    core.outbound.appendFrame(.headers, stream: callerStream, metaLength: metadata.count).copyMemory(from: metadata)
    core.requestFlush()
  }

  override func closed(
    _ status: CloseStatus,
    metadata: UnsafeRawBufferPointer,
    message: UnsafeRawBufferPointer?,
    isCompressed: Bool
  ) {
    guard isCallerOpen else { return tellLease(.answered) }
    if let refusal = RelayMove.refusal(status, by: target.address), moves(after: refusal) { return }
    heardOfTarget()
    tellLease(RelayMove.end(status))
    let core = connection.core
    if isCompressed && !core.machine.peer.acceptsCompressed {
      return finishCaller(RelayedCall.compressionError(core.peer))
    }
    let room = core.machine.peer.frameBytesMax
    if let message, CloseStatus.byteCount + metadata.count + message.count > room {
      // Not of a channel with `WireLimits.ofRelay`.
      return finishCaller(
        RPCError(.resourceExhausted, "an answer of \(message.count) bytes, where the caller takes frames of \(room)")
      )
    }
    core.machine.writeClose(
      slot: callerSlot,
      status: status,
      meta: metadata,
      message: message,
      isCompressed: isCompressed,
      into: &core.outbound
    )
    if let message { progress.sent(message.count) }
    noteAnswer(status, metadata)
    forgetCaller()
  }

  override func failed(_ error: RPCError) {
    if move.isStarting {
      move.startFailure = error
      return
    }
    if moves(after: error) { return }
    finishCaller(error, move.end(error))
  }

  override func creditGranted(_ increment: Int) {
    heardOfTarget()
    guard isCallerOpen else { return }
    let core = connection.core
    core.machine.writeCredit(slot: callerSlot, increment: increment, into: &core.outbound)
    core.requestFlush()
    sendWaitingFrames()
  }

  // MARK: The caller's side

  func receivedFromCaller(_ header: FrameHeader, _ fragment: DataFragment, _ body: UnsafeRawBufferPointer) {
    let data = UnsafeRawBufferPointer(rebasing: body[fragment.byteOffset...])
    progress.received(fragment.byteCount, completesMessage: fragment.hasMessage && fragment.isLast)
    if fragment.isCompressed, case .open(let upstream, _, _) = state, !upstream.core.machine.peer.acceptsCompressed {
      return failBothWays(RelayedCall.compressionError(target.address))
    }
    if waitingFrames.isEmpty, send(fragment, data) { return }
    waitingFrames.append(WaitingFrame(fragment: fragment, data: [UInt8](data)))
    waitingByteCount += data.count
    connection.requestAccount.charge(data.count)
    if connection.requestAccount.isExhausted { failBothWays(.tooManyBytesHeld) }
  }

  /// The frames that wait are let go of with the call; their bytes are given back as soon as it has ended.
  private func dropWaitingFrames() {
    waitingFrames = []
    connection.requestAccount.charge(-waitingByteCount)
    waitingByteCount = 0
  }

  func creditGrantedByCaller(_ increment: Int) {
    // Kept in mind also when the call is open: it may be opened once more.
    extraCredit += increment
    guard case .open = state else { return }
    withheldCredit += increment
    passCreditOn()
  }

  /// Most bytes that the target may send ahead of the caller's socket.
  private var creditMax: Int { connection.core.limits.streamWindowBytes }

  private func passCreditOn() {
    guard withheldCredit > 0, case .open(let upstream, let slot, _) = state else { return }
    let increment = min(withheldCredit, creditMax - grantedCredit - unsentByteCount)
    // Small pieces are gathered, unless the caller gave no more or the target may soon have to stop.
    guard increment > 0, increment == withheldCredit || increment >= creditMax / 4 || grantedCredit < creditMax / 4
    else { return }
    withheldCredit -= increment
    grantedCredit += increment
    upstream.core.machine.writeCredit(slot: slot, increment: increment, into: &upstream.core.outbound)
    upstream.core.requestFlush()
  }

  private static func compressionError(_ receiver: String) -> RPCError {
    RPCError(.unimplemented, "a compressed message cannot be passed on to \(receiver), which does not take any")
  }

  func cancelledByCaller() {
    dropWaitingFrames()
    target.abandon(self)
    tellLease(move.endOfCancelled(prelude, startedNanoseconds, connection.runQueue.readClock()))
    noteEnd(.cancelled("the caller gave the call up, or its connection ended"))
  }

  /// Both streams end: neither side can go on.
  func failBothWays(_ error: RPCError) {
    target.abandon(self)
    finishCaller(error)
  }

  private func sendWaitingFrames() {
    while let frame = waitingFrames.first {
      if frame.fragment.isCompressed, case .open(let upstream, _, _) = state,
        !upstream.core.machine.peer.acceptsCompressed
      {
        return failBothWays(RelayedCall.compressionError(target.address))
      }
      guard frame.data.withUnsafeBytes({ send(frame.fragment, $0) }) else { return }
      waitingFrames.removeFirst()
      waitingByteCount -= frame.data.count
      connection.requestAccount.charge(-frame.data.count)
    }
  }

  /// Passes a fragment on; false when it has to wait.
  private func send(_ fragment: DataFragment, _ data: UnsafeRawBufferPointer) -> Bool {
    guard case .open(let upstream, let slot, _) = state else { return false }
    guard upstream.core.machine.sendCredit(slot: slot) >= fragment.byteCount else { return false }
    upstream.core.machine.writeRelayed(slot: slot, fragment, data, into: &upstream.core.outbound)
    upstream.core.requestFlush()
    move.hasPassedFrames = true
    return true
  }

  private var isCallerOpen: Bool {
    connection.core.machine.isOpen(slot: callerSlot, stream: callerStream)
  }

  /// Ends the call before it was given to its target.
  func refuse(_ error: RPCError) { finishCaller(error) }

  private func finishCaller(_ error: RPCError, _ end: RelayEnd = .neutral) {
    dropWaitingFrames()
    tellLease(end)
    guard isCallerOpen else { return }
    var told = error
    told.origin = .proxy
    _ = connection.takeEntry(callerSlot)
    noteEnd(CallOutcome(told, source: end == .lost || end == .overdue ? .targetLost : .server))
    connection.answer(slot: callerSlot, error: told)
  }

  private func forgetCaller() {
    dropWaitingFrames()
    _ = connection.takeEntry(callerSlot)
    connection.streamDidClose()
  }

  // MARK: For who observes the server

  private func noteSent(_ byteCount: Int, completesMessage: Bool) {
    progress.sentBytes &+= UInt64(byteCount)
    if completesMessage { progress.sentMessages &+= 1 }
    if progress.firstResponseNanoseconds == nil {
      progress.firstResponseNanoseconds = connection.runQueue.latestNanoseconds
      lease?.becameStream()
      if let observer = connection.observer { learnMethod(observer) }
    }
  }

  /// The target has answered.
  private func noteAnswer(_ status: CloseStatus, _ metadata: UnsafeRawBufferPointer) {
    guard let observer = connection.observer else { return }
    let code = StatusCode(rawValue: status.code) ?? .unknown
    // Whoever refuses a call without looking at it has not said that the method exists.
    if code != .unimplemented && status.flags.isDisjoint(with: [.notProcessed, .originProxy]) { learnMethod(observer) }
    // The clock was read for the bytes that the answer is in.
    let now = connection.runQueue.latestNanoseconds
    noteEnd(code == .ok ? .ok : CallOutcome(BytesCall.error(status, metadata), source: .target), nowNanoseconds: now)
  }

  private func learnMethod(_ observer: any ServerObserver) {
    if observedMethod == .other, let method = observer.learnRelayedMethod(path) {
      observedMethod = .relayed(method.number)
    }
  }

  private func noteEnd(_ outcome: CallOutcome) {
    noteEnd(outcome, nowNanoseconds: connection.runQueue.readClock())
  }

  private func noteEnd(_ outcome: CallOutcome, nowNanoseconds now: Int64) {
    if isEndTold { return }
    isEndTold = true
    guard let observer = connection.observer else { return }
    observer.callEnded(self, CallEnd(outcome, progress, endedNanoseconds: now))
  }
}
