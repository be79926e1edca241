internal import Logging
internal import Messages
internal import Wire

extension ServerConnection: ConnectionCoreDelegate {
  func handle(_ event: ConnectionEvent, _ header: FrameHeader, _ body: UnsafeRawBufferPointer) {
    switch event {
    case .opened(let slot, let stream, let prelude):
      opened(slot, stream, prelude, header, body)
    case .openRefused(let stream, let refusal):
      refuse(stream, refusal)
    case .data(let slot, let fragment):
      received(slot, fragment, header, body)
    case .cancelled(let slot, _):
      let entry = takeEntry(slot)
      defer { noteCancelled(entry) }
      switch entry {
      case .none: break
      case .call(let call): over(call)
      case .sending(let stream, _): stream.abandon()
      case .relayed(let call): call.cancelledByCaller()
      }
      streamDidClose()
    case .creditGranted(let slot, let increment):
      switch entry(slot) {
      case .none: break
      case .call(let call): call.creditGranted()
      case .sending(let stream, _): core.enterLine(stream)
      case .relayed(let call): call.creditGrantedByCaller(increment)
      }
    case .streamFailed(let slot, .messageTooLarge(let byteCount)):
      fail(slot: slot, .messageTooLarge(byteCount, core.machine.messageBytesMax(slot: slot)))
    case .goAway(_, let code, let reason):
      logger.debug(
        "client leaves",
        metadata: ["peer": "\(core.peer)", "code": "\(code)", "reason": "\(reason.prefix(200))"]
      )
    case .hello:
      whenGreeted?()
      whenGreeted = nil
    default:
      break
    }
  }

  func didGreet() {
    if isDraining { announceGracefulShutdown() }
  }

  func pingWasAnswered(opaque: UInt64) {
    if opaque == ServerConnection.drainPing { finishGoAway() }
  }

  func didClose(_ reason: ConnectionEnd) {
    deadlines.stop()
    drainTimer?.cancel()
    drainTimer = nil
    let open = entries
    entries = []
    for entry in open {
      switch entry {
      case .none: break
      case .call(let call):
        call.outcome = .cancelled("the connection ended: \(reason.reason)")
        over(call)
      case .sending(let stream, _): stream.abandon()
      case .relayed(let call): call.cancelledByCaller()
      }
    }
    if isStarted { runQueue.handlerTasks.connectionClosed() }
    observer?.connectionClosed(self)
    logger.debug("connection ended", metadata: ["peer": "\(core.peer)", "reason": "\(reason.reason)"])
    let whenClosed = whenClosed
    self.whenClosed = nil
    whenClosed?(self)
  }

  private func entry(_ slot: Int) -> ServerEntry {
    slot < entries.count ? entries[slot] : .none
  }

  private func received(
    _ slot: Int,
    _ fragment: DataFragment,
    _ header: FrameHeader,
    _ body: UnsafeRawBufferPointer
  ) {
    let data = UnsafeRawBufferPointer(rebasing: body[fragment.byteOffset...])
    let isEmptyMessage = fragment.hasMessage && fragment.byteCount == 0
    if isEmptyMessage { core.noteEmptyMessage() }
    // Counting it may have ended the connection.
    if isEmptyMessage && core.isClosed { return }
    switch entry(slot) {
    case .none, .sending:
      break
    case .relayed(let call):
      call.receivedFromCaller(header, fragment, body)
    case .call(let call):
      received(call, fragment, data)
    }
  }

  private func received(_ call: ServerCall, _ fragment: DataFragment, _ data: UnsafeRawBufferPointer) {
    if fragment.hasMessage { call.progress.received(fragment.byteCount, completesMessage: fragment.isLast) }
    if let requests = call.requests { return received(call, requests, fragment, data) }
    if fragment.hasMessage {
      if call.assembly.isComplete {
        return answer(call: call, error: RPCError(.invalidArgument, "the call has more than one request message"))
      }
      guard assemble(call, fragment, data) else { return }
      let consumed = fragment.isLast ? core.machine.unconsumedByteCount(slot: call.slot) : 0
      core.machine.writeCredit(slot: call.slot, consumed: consumed, into: &core.outbound)
    }
    guard fragment.endsStream else { return }
    if !call.assembly.isComplete {
      return answer(call: call, error: RPCError(.invalidArgument, "the call ended without a request message"))
    }
    let request = call.assembly.take()
    releaseAssembly(of: call)
    request.bytes.withUnsafeBytes { dispatch(call, $0, isCompressed: request.isCompressed) }
  }

  /// A part of a request for a handler that reads them as they come.
  private func received(
    _ call: ServerCall,
    _ requests: MessageQueue,
    _ fragment: DataFragment,
    _ data: UnsafeRawBufferPointer
  ) {
    if fragment.hasMessage {
      guard assemble(call, fragment, data) else { return }
      if fragment.isLast {
        requests.append(call.assembly.take())
        // From here on the stream's credit bounds what waits.
        releaseAssembly(of: call)
        if requestAccount.isExhausted { return answer(call: call, error: .tooManyBytesHeld) }
      }
      core.machine.writeCredit(slot: call.slot, consumed: 0, into: &core.outbound)
    }
    if fragment.endsStream { requests.finish(nil) }
  }

  /// Adds to the request that is being put together; false when the call was ended because there is too much.
  private func assemble(_ call: ServerCall, _ fragment: DataFragment, _ data: UnsafeRawBufferPointer) -> Bool {
    call.assembly.add(fragment, data)
    assemblyByteCount += fragment.byteCount
    call.assemblyByteCount += fragment.byteCount
    requestAccount.charge(fragment.byteCount)
    if assemblyByteCount <= core.limits.assemblyBytesMax && !requestAccount.isExhausted { return true }
    var error = admission.overloaded("too many large requests are arriving")
    // A handler that reads its requests as they come has begun.
    error.isNotProcessed = !call.isDispatched
    answer(call: call, error: error)
    return false
  }

  private func fail(slot: Int, _ error: RPCError) {
    switch entry(slot) {
    case .none, .sending: answer(slot: slot, error: error)
    case .call(let call): answer(call: call, error: error)
    case .relayed(let call): call.failBothWays(error)
    }
  }
}
