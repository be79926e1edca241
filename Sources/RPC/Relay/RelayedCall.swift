internal import Wire

/// A call that is passed through: the joint of a stream that a caller opened and a stream opened for it elsewhere. Both
/// connections are on one loop; everything here happens on it.
///
/// Credit goes from end to end: the caller's response credit and its CREDITs are passed on as they are, and so are the
/// target's, so what waits here is at most the difference of the two sides' windows.
final class RelayedCall: ClientCall, @unchecked Sendable {
  private let connection: ServerConnection
  private let callerSlot: Int
  private let callerStream: UInt32
  private let prelude: OpenPrelude
  private let target: ClientChannel
  private let startedNanoseconds: Int64
  /// The OPEN's parts, kept only when there is no connection to the target yet.
  private var keptMessage: [UInt8]?
  private var endsWithOpen: Bool
  /// Frames of the caller that wait for the target's connection or credit.
  private var waitingFrames: [WaitingFrame] = []

  private struct WaitingFrame {
    let fragment: DataFragment
    let data: [UInt8]
  }

  init(connection: ServerConnection, slot: Int, stream: UInt32, open: RelayedOpen, target: ClientChannel) {
    self.connection = connection
    callerSlot = slot
    callerStream = stream
    prelude = open.prelude
    self.target = target
    endsWithOpen = open.endsStream
    startedNanoseconds = target.runQueue.driver.nowNanoseconds
    var deadlineNanoseconds: Int64?
    if open.prelude.timeoutNanoseconds > 0 {
      deadlineNanoseconds =
        startedNanoseconds + Int64(clamping: min(open.prelude.timeoutNanoseconds, UInt64(Int64.max / 4)))
    }
    super.init(deadlineNanoseconds: deadlineNanoseconds, mayRepeat: false)
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
    if connection.core.machine.isOpen(slot: callerSlot, stream: callerStream) {
      target.start(self, metadata: open.metadata, message: open.message)
    }
  }

  // MARK: The target's side

  override func keep(metadata: UnsafeRawBufferPointer, message: UnsafeRawBufferPointer?) {
    self.metadata = [UInt8](metadata)
    keptMessage = message.map { [UInt8]($0) }
  }

  override func openPrelude(nowNanoseconds: Int64, limits: WireLimits) -> OpenPrelude {
    var passed = prelude
    passed.responseCredit += UInt32(extraCredit)
    passed.hops += 1
    if prelude.timeoutNanoseconds > 0 {
      let spent = UInt64(clamping: nowNanoseconds - startedNanoseconds)
      passed.timeoutNanoseconds = prelude.timeoutNanoseconds > spent ? prelude.timeoutNanoseconds - spent : 1
    }
    return passed
  }

  override var wholeMessage: [UInt8]? { keptMessage }
  override var endsWithOpenFrame: Bool { endsWithOpen }

  override func opened() {
    sendWaitingFrames()
  }

  override func received(_ header: FrameHeader, _ fragment: DataFragment, _ body: UnsafeRawBufferPointer) {
    guard isCallerOpen else { return }
    let data = UnsafeRawBufferPointer(rebasing: body[fragment.byteOffset...])
    let core = connection.core
    core.machine.writeRelayed(slot: callerSlot, fragment, data, into: &core.outbound)
    core.requestFlush()
  }

  override func receivedHeaders(_ metadata: UnsafeRawBufferPointer) {
    guard isCallerOpen else { return }
    let core = connection.core
    core.outbound.appendFrame(.headers, stream: callerStream, metaLength: metadata.count).copyMemory(from: metadata)
    core.requestFlush()
  }

  override func closed(
    _ status: CloseStatus,
    metadata: UnsafeRawBufferPointer,
    message: UnsafeRawBufferPointer?
  ) {
    guard isCallerOpen else { return }
    let core = connection.core
    if let message, CloseStatus.byteCount + metadata.count + message.count > core.machine.peer.frameBytesMax {
      finishCaller(RPCError(.resourceExhausted, "the answer does not fit into a frame of the caller"))
      return
    }
    core.machine.writeClose(slot: callerSlot, status: status, meta: metadata, message: message, into: &core.outbound)
    forgetCaller()
  }

  override func failed(_ error: RPCError) {
    finishCaller(error)
  }

  override func creditGranted(_ increment: Int) {
    guard isCallerOpen else { return }
    let core = connection.core
    core.machine.writeCredit(slot: callerSlot, increment: increment, into: &core.outbound)
    core.requestFlush()
    sendWaitingFrames()
  }

  // MARK: The caller's side

  func receivedFromCaller(_ header: FrameHeader, _ fragment: DataFragment, _ body: UnsafeRawBufferPointer) {
    let data = UnsafeRawBufferPointer(rebasing: body[fragment.byteOffset...])
    if waitingFrames.isEmpty, send(fragment, data) { return }
    waitingFrames.append(WaitingFrame(fragment: fragment, data: [UInt8](data)))
  }

  func creditGrantedByCaller(_ increment: Int) {
    guard case .open(let upstream, let slot, _) = state else {
      extraCredit += increment
      return
    }
    upstream.core.machine.writeCredit(slot: slot, increment: increment, into: &upstream.core.outbound)
    upstream.core.requestFlush()
  }

  func cancelledByCaller() {
    target.abandon(self)
  }

  /// Both streams end: neither side can go on.
  func failBothWays(_ error: RPCError) {
    target.abandon(self)
    finishCaller(error)
  }

  private func sendWaitingFrames() {
    while let frame = waitingFrames.first {
      guard frame.data.withUnsafeBytes({ send(frame.fragment, $0) }) else { return }
      waitingFrames.removeFirst()
    }
  }

  /// Passes a fragment on; false when it has to wait.
  private func send(_ fragment: DataFragment, _ data: UnsafeRawBufferPointer) -> Bool {
    guard case .open(let upstream, let slot, _) = state else { return false }
    guard upstream.core.machine.sendCredit(slot: slot) >= fragment.byteCount else { return false }
    upstream.core.machine.writeRelayed(slot: slot, fragment, data, into: &upstream.core.outbound)
    upstream.core.requestFlush()
    return true
  }

  private var isCallerOpen: Bool {
    connection.core.machine.isOpen(slot: callerSlot, stream: callerStream)
  }

  private func finishCaller(_ error: RPCError) {
    guard isCallerOpen else { return }
    var told = error
    told.origin = .proxy
    _ = connection.takeEntry(callerSlot)
    connection.answer(slot: callerSlot, error: told)
  }

  private func forgetCaller() {
    _ = connection.takeEntry(callerSlot)
    connection.streamDidClose()
  }
}
