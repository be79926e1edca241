internal import Logging
internal import Wire

/// The calling side of a connection: writes calls, reads the answers. Knows no sockets: a transport feeds it bytes on
/// its loop and takes its bytes away. Made by `ClientChannel.makeConnection`.
///
/// Unchecked: everything mutable is touched on the channel's loop only.
public final class ClientConnection: ByteConnection, @unchecked Sendable {
  let core: ConnectionCore
  private let channel: ClientChannel
  private var calls: [ClientCall?] = []
  /// Why the server ends the connection, when it has said so.
  private var goAwayReason: String?

  init(channel: ClientChannel, peer: String) {
    self.channel = channel
    core = ConnectionCore(
      role: .client,
      limits: channel.limits,
      peer: peer,
      runQueue: channel.runQueue,
      logger: channel.logger,
      agent: channel.agent
    )
    core.delegate = self
  }

  /// Begins. On the loop; once.
  public func start(_ transport: any ConnectionTransport) {
    core.start(transport)
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

  /// Opens a stream for a call. The caller has asked `openObstacle`.
  /// - Parameter nowNanoseconds: the present; of a call without a deadline it is of no account.
  func open(
    _ call: ClientCall,
    metadata: UnsafeRawBufferPointer,
    message: UnsafeRawBufferPointer?,
    nowNanoseconds now: Int64
  ) {
    if call.compressesWholeMessage, core.machine.peer.acceptsCompressed, let message,
      let compressed = MessageCompression.compressed(message)
    {
      return compressed.withUnsafeBytes { open(call, metadata: metadata, message: $0, isCompressed: true, now) }
    }
    open(call, metadata: metadata, message: message, isCompressed: call.isWholeMessageCompressed, now)
  }

  private func open(
    _ call: ClientCall,
    metadata: UnsafeRawBufferPointer,
    message: UnsafeRawBufferPointer?,
    isCompressed: Bool,
    _ nowNanoseconds: Int64
  ) {
    let prelude = call.openPrelude(nowNanoseconds: nowNanoseconds, limits: core.limits)
    let fits = core.machine.fitsOpen(messageByteCount: message?.count ?? 0, metaByteCount: metadata.count)
    let slot = core.machine.writeOpen(
      prelude: prelude,
      meta: metadata,
      message: fits ? message : nil,
      endsStream: fits && call.endsWithOpenFrame,
      isCompressed: isCompressed,
      into: &core.outbound
    )
    call.openEndByteCount = core.sentByteCount + UInt64(core.outbound.count)
    while calls.count <= slot { calls.append(nil) }
    calls[slot] = call
    if call.responseBytesMax < core.limits.messageBytesMax {
      core.machine.setMessageBytesMax(call.responseBytesMax, slot: slot)
    }
    call.wasOpenedBeforeHello = !core.machine.hasPeerHello
    call.state = .open(self, slot: slot, stream: core.machine.stream(at: slot))
    if !fits, let message {
      call.send(
        OutboundMessage(copying: message, endsStream: call.endsWithOpenFrame, isCompressed: isCompressed)
      )
    }
    call.opened()
    core.requestFlush()
  }

  /// Tells the server that a call is no longer wanted.
  func cancel(slot: Int) {
    guard slot < calls.count, let call = calls[slot] else { return }
    calls[slot] = nil
    core.machine.writeCancel(slot: slot, into: &core.outbound)
    call.leaveConnection()
    core.requestFlush()
    streamDidClose()
  }

  /// Opens no more calls; closes once the open ones have ended.
  func retire() {
    isRetired = true
    closeIfRetired()
  }

  private var isRetired = false

  private func closeIfRetired() {
    if isRetired && core.machine.openStreamCount == 0 { core.closeAfterFlush() }
  }

  private func streamDidClose() {
    if isRetired { closeIfRetired() } else { channel.streamBecameFree(self) }
  }

  private func takeCall(_ slot: Int) -> ClientCall? {
    guard slot < calls.count, let call = calls[slot] else { return nil }
    calls[slot] = nil
    call.leaveConnection()
    return call
  }
}

extension ClientConnection: ConnectionCoreDelegate {
  func handle(_ event: ConnectionEvent, _ header: FrameHeader, _ body: UnsafeRawBufferPointer) {
    switch event {
    case .hello:
      channel.connectionProvedItself(self)
    case .data(let slot, let fragment):
      if slot < calls.count, let call = calls[slot] { call.received(header, fragment, body) }
    case .headers(let slot):
      guard slot < calls.count, let call = calls[slot] else { return }
      do throws(RPCError) {
        try call.receivedHeaders(UnsafeRawBufferPointer(rebasing: body[..<Int(header.metaLength)]))
      } catch {
        cancel(slot: slot)
        channel.fail(call, error)
      }
    case .closed(let slot, _, let status, _):
      closed(slot, status, header, body)
    case .cancelled(let slot, _):
      if let call = takeCall(slot) { channel.fail(call, RPCError(.cancelled, "the server cancelled", origin: .peer)) }
      streamDidClose()
    case .creditGranted(let slot, let increment):
      if slot < calls.count, let call = calls[slot] { call.creditGranted(increment) }
    case .goAway(let lastStream, let code, let reason):
      goAway(lastStream, code, reason)
    case .streamFailed(let slot, .messageTooLarge(let byteCount)):
      guard slot < calls.count, let call = calls[slot] else { return }
      let limit = core.machine.messageBytesMax(slot: slot)
      cancel(slot: slot)
      channel.fail(call, .messageTooLarge(byteCount, limit))
    default:
      break
    }
  }

  func didGreet() {}

  func pingWasAnswered(opaque: UInt64) {}

  func didClose(_ reason: ConnectionEnd) {
    let open = calls
    calls = []
    var text = "connection to \(core.peer) lost: \(reason.reason)"
    if let goAwayReason { text += " (\(goAwayReason))" }
    channel.connectionEnded(self, reason: text)
    for call in open {
      guard let call else { continue }
      call.leaveConnection()
      // An OPEN of which the last byte never left this process reached no handler.
      let isUnsent = core.sentByteCount < call.openEndByteCount
      channel.fail(call, RPCError(.unavailable, text, isNotProcessed: isUnsent))
    }
  }

  private func closed(_ slot: Int, _ status: CloseStatus, _ header: FrameHeader, _ body: UnsafeRawBufferPointer) {
    guard let call = takeCall(slot) else { return streamDidClose() }
    let metaLength = Int(header.metaLength)
    // Too many streams is no surprise for a call that was sent before the limit was known.
    let isForAnotherTry =
      status.code == StatusCode.unavailable.rawValue
      || (status.code == StatusCode.resourceExhausted.rawValue && call.wasOpenedBeforeHello)
    let isRepeated =
      isForAnotherTry && status.flags.contains(.notProcessed) && !status.flags.contains(.noRetry)
      && status.retryAfterMilliseconds == 0 && channel.repeatOnce(call)
    if isRepeated { return streamDidClose() }
    let limit = min(call.responseBytesMax, core.limits.messageBytesMax)
    if header.dataLength > limit {
      channel.fail(call, .messageTooLarge(header.dataLength, limit))
      return streamDidClose()
    }
    channel.forget(call)
    call.closed(
      status,
      metadata: UnsafeRawBufferPointer(rebasing: body[CloseStatus.byteCount..<metaLength]),
      message: header.flags.contains(.hasMessage) ? UnsafeRawBufferPointer(rebasing: body[metaLength...]) : nil,
      isCompressed: header.flags.contains(.compressed)
    )
    streamDidClose()
  }

  private func goAway(_ lastStream: UInt32, _ code: UInt32, _ reason: String) {
    if code != 0 { goAwayReason = "the server says: \(reason.prefix(300))" }
    channel.connectionIsLeaving(self)
    for slot in core.machine.openSlots where core.machine.stream(at: slot) > lastStream {
      core.machine.noteClosed(slot: slot)
      guard let call = takeCall(slot) else { continue }
      if !channel.repeatOnce(call) {
        channel.fail(
          call,
          RPCError(.unavailable, "\(core.peer) is shutting down: \(reason.prefix(300))", isNotProcessed: true)
        )
      }
    }
    retire()
  }
}
