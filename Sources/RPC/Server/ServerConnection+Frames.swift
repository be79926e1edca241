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
      switch takeEntry(slot) {
      case .none: break
      case .call(let call): over(call)
      case .sending(let stream): stream.abandon()
      case .relayed(let call): call.cancelledByCaller()
      }
      streamDidClose()
    case .creditGranted(let slot, let increment):
      switch entry(slot) {
      case .none: break
      case .call(let call): call.creditGranted()
      case .sending(let stream): core.enterLine(stream)
      case .relayed(let call): call.creditGrantedByCaller(increment)
      }
    case .streamFailed(let slot, .messageTooLarge(let byteCount)):
      let limit = core.limits.messageBytesMax
      fail(
        slot: slot,
        RPCError(.resourceExhausted, "a message of \(byteCount) bytes; at most \(limit) are accepted")
      )
    case .goAway(_, let code, let reason):
      logger.debug(
        "client leaves",
        metadata: ["peer": "\(core.peer)", "code": "\(code)", "reason": "\(reason.prefix(200))"]
      )
    default:
      break
    }
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
      case .call(let call): over(call)
      case .sending(let stream): stream.abandon()
      case .relayed(let call): call.cancelledByCaller()
      }
    }
    logger.debug("connection ended", metadata: ["peer": "\(core.peer)", "reason": "\(reason.reason)"])
    let whenClosed = whenClosed
    self.whenClosed = nil
    whenClosed?(self)
  }

  private func entry(_ slot: Int) -> ServerEntry {
    slot < entries.count ? entries[slot] : .none
  }

  private func refuse(_ stream: UInt32, _ refusal: OpenRefusal) {
    let error =
      switch refusal {
      case .tooManyStreams:
        RPCError(.resourceExhausted, "more than \(core.limits.streamsMax) calls are open on this connection")
      case .draining:
        RPCError(.unavailable, "the server is shutting down")
      }
    error.closeMetadataBytes.withUnsafeBytes { meta in
      core.machine.writeRefusal(stream: stream, code: error.code.rawValue, meta: meta, into: &core.outbound)
    }
  }

  private func opened(
    _ slot: Int,
    _ stream: UInt32,
    _ prelude: OpenPrelude,
    _ header: FrameHeader,
    _ body: UnsafeRawBufferPointer
  ) {
    let metaLength = Int(header.metaLength)
    let meta = UnsafeRawBufferPointer(rebasing: body[OpenPrelude.byteCount..<metaLength])
    let data = UnsafeRawBufferPointer(rebasing: body[metaLength...])
    guard let view = OpenMetadataView(meta) else {
      return answer(slot: slot, error: RPCError(.invalidArgument, "the call's metadata does not decode"))
    }
    if core.isCongested {
      return answer(slot: slot, error: .overloaded("too many answers wait for this client to read them"))
    }
    guard let method = methods.method(view.method) else {
      return openedElsewhere(slot, stream, prelude, header, meta, view, data)
    }
    let context: CallContext
    do throws(RPCError) {
      context = try self.context(method, prelude, meta, view)
    } catch {
      return answer(slot: slot, error: error)
    }
    let isWhole = header.flags.isSuperset(of: [.hasMessage, .endStream])
    if case .immediate(let handler) = method.handler, isWhole {
      return handler(data, context, self, slot)
    }
    let call = ServerCall(connection: self, slot: slot, stream: stream, method: method, context: context)
    set(.call(call), at: slot)
    if isWhole {
      dispatch(call, data)
    } else if header.flags.contains(.hasMessage) {
      call.assembly.set(data)
    } else if header.flags.contains(.endStream) {
      answer(call: call, error: RPCError(.invalidArgument, "the call ended without a request message"))
    }
    noteDeadline(of: context)
  }

  private func context(
    _ method: RegisteredMethod,
    _ prelude: OpenPrelude,
    _ meta: UnsafeRawBufferPointer,
    _ view: OpenMetadataView
  ) throws(RPCError) -> CallContext {
    var metadata = Metadata()
    var traceparent = ""
    if view.hasOtherFields {
      let open: RpcV1.OpenMetadata
      do {
        open = try RpcV1.OpenMetadata(decoding: meta)
      } catch {
        throw RPCError(.invalidArgument, "the call's metadata does not decode: \(error)")
      }
      metadata = Metadata(wireEntries: open.entries)
      traceparent = open.traceparent
      if let violation = metadata.violation { throw RPCError(.invalidArgument, violation) }
    }
    var deadlineNanoseconds: Int64?
    if prelude.timeoutNanoseconds > 0 {
      let timeout = Int64(clamping: min(prelude.timeoutNanoseconds, UInt64(Int64.max / 4)))
      deadlineNanoseconds = core.facts.time.nowNanoseconds + timeout
    }
    return CallContext(
      path: method.path,
      metadata: metadata,
      traceparent: traceparent,
      attempt: prelude.attempt,
      deadlineNanoseconds: deadlineNanoseconds,
      connection: core.facts
    )
  }

  /// Starts the handler with the whole request.
  private func dispatch(_ call: ServerCall, _ request: UnsafeRawBufferPointer) {
    call.isDispatched = true
    switch call.method.handler {
    case .immediate(let handler):
      _ = takeEntry(call.slot)
      handler(request, call.context, self, call.slot)
    case .task(let handler):
      if runningHandlerCount >= core.limits.runningHandlersMax {
        return answer(
          call: call,
          error: .overloaded("more than \(core.limits.runningHandlersMax) calls are running on this connection")
        )
      }
      handler(request, call)
    }
  }

  private func openedElsewhere(
    _ slot: Int,
    _ stream: UInt32,
    _ prelude: OpenPrelude,
    _ header: FrameHeader,
    _ meta: UnsafeRawBufferPointer,
    _ view: OpenMetadataView,
    _ data: UnsafeRawBufferPointer
  ) {
    let open = RelayedOpen(
      prelude: prelude,
      metadata: meta,
      view: view,
      message: header.flags.contains(.hasMessage) ? data : nil,
      endsStream: header.flags.contains(.endStream),
      peer: core.peer
    )
    guard let relay else {
      return answer(slot: slot, error: .unknownMethod(open.method))
    }
    switch relay.route(open) {
    case .refuse(var error):
      error.origin = .proxy
      answer(slot: slot, error: error)
    case .notFound:
      var error = RPCError.unknownMethod(open.method)
      error.origin = .proxy
      answer(slot: slot, error: error)
    case .forward(let target):
      let call = RelayedCall(connection: self, slot: slot, stream: stream, open: open, target: target)
      set(.relayed(call), at: slot)
      call.start(open)
    }
  }

  private func received(
    _ slot: Int,
    _ fragment: DataFragment,
    _ header: FrameHeader,
    _ body: UnsafeRawBufferPointer
  ) {
    let data = UnsafeRawBufferPointer(rebasing: body[fragment.byteOffset...])
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
    if fragment.hasMessage {
      if call.assembly.isComplete {
        return answer(call: call, error: RPCError(.invalidArgument, "the call has more than one request message"))
      }
      call.assembly.add(fragment, data)
      assemblyByteCount += fragment.byteCount
      call.assemblyByteCount += fragment.byteCount
      if assemblyByteCount > core.limits.assemblyBytesMax {
        return answer(call: call, error: .overloaded("too many large requests are arriving on this connection"))
      }
      let consumed = fragment.isLast ? core.machine.unconsumedByteCount(slot: call.slot) : 0
      core.machine.writeCredit(slot: call.slot, consumed: consumed, into: &core.outbound)
    }
    guard fragment.endsStream else { return }
    if !call.assembly.isComplete {
      return answer(call: call, error: RPCError(.invalidArgument, "the call ended without a request message"))
    }
    let request = call.assembly.take()
    releaseAssembly(of: call)
    request.withUnsafeBytes { dispatch(call, $0) }
  }

  private func fail(slot: Int, _ error: RPCError) {
    switch entry(slot) {
    case .none, .sending: answer(slot: slot, error: error)
    case .call(let call): answer(call: call, error: error)
    case .relayed(let call): call.failBothWays(error)
    }
  }
}
