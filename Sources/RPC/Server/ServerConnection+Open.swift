internal import Logging
internal import Messages
internal import Synchronization
internal import Wire

// How a call begins on the answering side. On the loop.
extension ServerConnection {
  func refuse(_ stream: UInt32, _ refusal: OpenRefusal) {
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
    // The wire's refusals always say NOT_PROCESSED.
    noteRefusal(stream, .other, "", error, isShed: error.code == .resourceExhausted)
  }

  func opened(
    _ slot: Int,
    _ stream: UInt32,
    _ prelude: OpenPrelude,
    _ header: FrameHeader,
    _ body: UnsafeRawBufferPointer
  ) {
    if prelude.hops > 0 { core.isPeerProxy = true }
    let metaLength = Int(header.metaLength)
    let meta = UnsafeRawBufferPointer(rebasing: body[OpenPrelude.byteCount..<metaLength])
    let data = UnsafeRawBufferPointer(rebasing: body[metaLength...])
    guard let view = OpenMetadataView(meta) else {
      let error = RPCError(.invalidArgument, "the call's metadata does not decode")
      return refuse(slot, stream, .other, "", error)
    }
    if core.isCongested {
      return refuse(slot, stream, .other, "", .overloaded("too many answers wait for this client to read them"))
    }
    guard let method = methods.method(view.method) else {
      return openedElsewhere(slot, stream, prelude, header, meta, view, data)
    }
    if let refusal = refusal(of: method) {
      return refuse(slot, stream, .registered(method.number), method.path, refusal)
    }
    guard let context = admitted(slot, stream, method, prelude, meta, view) else { return }
    if method.requestBytesMax < core.limits.messageBytesMax {
      core.machine.setMessageBytesMax(method.requestBytesMax, slot: slot)
    }
    if data.count > core.machine.messageBytesMax(slot: slot) {
      let error = RPCError.messageTooLarge(data.count, core.machine.messageBytesMax(slot: slot))
      return refuse(slot, stream, .registered(method.number), method.path, error)
    }
    if case .stream(let handler) = method.handler {
      openedStream(slot, stream, method, context, header, data, handler)
      return noteDeadline(of: context)
    }
    noteStart(of: context.state)
    let isWhole = header.flags.isSuperset(of: [.hasMessage, .endStream])
    if case .immediate(let handler) = method.handler, isWhole, !header.flags.contains(.compressed) {
      requestByteCount = data.count
      return handler(data, context, self, slot)
    }
    let call = ServerCall(connection: self, slot: slot, stream: stream, method: method, context: context)
    set(.call(call), at: slot)
    if header.flags.contains(.hasMessage) { call.progress.received(data.count, completesMessage: true) }
    if isWhole {
      dispatch(call, data, isCompressed: header.flags.contains(.compressed))
    } else if header.flags.contains(.hasMessage) {
      call.assembly.set(data, isCompressed: header.flags.contains(.compressed))
    } else if header.flags.contains(.endStream) {
      answer(call: call, error: RPCError(.invalidArgument, "the call ended without a request message"))
    }
    noteDeadline(of: context)
  }

  /// What a handler may know of a call, once it is known who calls and that he may; nil when the call was refused.
  private func admitted(
    _ slot: Int,
    _ stream: UInt32,
    _ method: RegisteredMethod,
    _ prelude: OpenPrelude,
    _ meta: UnsafeRawBufferPointer,
    _ view: OpenMetadataView
  ) -> CallContext? {
    var arriving: ArrivingCall
    let traceparent: String
    do throws(RPCError) {
      (arriving, traceparent) = try arrivingCall(path: method.path, access: method.access, prelude, meta, view)
    } catch {
      refuse(slot, stream, .registered(method.number), method.path, error)
      return nil
    }
    if !method.admissionInterceptors.isEmpty,
      let refusal = RegisteredMethod.refusal(by: method.admissionInterceptors, of: &arriving)
    {
      refuse(slot, stream, .registered(method.number), method.path, refusal)
      return nil
    }
    return CallContext(
      CallState(
        path: method.path,
        method: method,
        stream: stream,
        caller: arriving.caller,
        metadata: arriving.metadata,
        traceparent: traceparent,
        attempt: prelude.attempt,
        hops: prelude.hops,
        acceptsCompressed: prelude.acceptsCompressed,
        deadlineNanoseconds: arriving.deadlineNanoseconds,
        startedNanoseconds: core.lastReceivedNanoseconds,
        connection: core.facts
      )
    )
  }

  /// Starts a handler that reads its requests as they come.
  private func openedStream(
    _ slot: Int,
    _ stream: UInt32,
    _ method: RegisteredMethod,
    _ context: CallContext,
    _ header: FrameHeader,
    _ data: UnsafeRawBufferPointer,
    _ handler: RegisteredMethod.StreamHandler
  ) {
    let requests = MessageQueue(windowBytes: core.limits.streamWindowBytes, account: requestAccount)
    let call = ServerCall(
      connection: self,
      slot: slot,
      stream: stream,
      method: method,
      context: context,
      requests: requests
    )
    set(.call(call), at: slot)
    noteStart(of: context.state)
    if header.flags.contains(.hasMessage) {
      call.progress.received(data.count, completesMessage: true)
      requests.append(ReceivedMessage(bytes: [UInt8](data), isCompressed: header.flags.contains(.compressed)))
    }
    if header.flags.contains(.endStream) { requests.finish(nil) }
    call.isDispatched = true
    handler(call)
  }

  /// What an OPEN says beside its message, and its traceparent, which is empty when there is none.
  /// - Throws: INVALID_ARGUMENT for metadata that does not decode or breaks a rule.
  func arrivingCall(
    path: String,
    access: MethodAccess?,
    _ prelude: OpenPrelude,
    _ meta: UnsafeRawBufferPointer,
    _ view: OpenMetadataView
  ) throws(RPCError) -> (call: ArrivingCall, traceparent: String) {
    var metadata = Metadata()
    var traceparent = ""
    if view.hasOtherFields, let common = CommonOpenMetadata(meta) {
      (metadata, traceparent) = (common.metadata, common.traceparent)
    } else if view.hasOtherFields {
      let open: RpcV1.OpenMetadata
      do {
        open = try RpcV1.OpenMetadata(decoding: meta)
      } catch {
        throw RPCError(.invalidArgument, "the call's metadata does not decode: \(error)")
      }
      if Traceparent.isValid(open.traceparent) { traceparent = open.traceparent }
      do {
        metadata = try Metadata(checking: open.entries)
      } catch {
        throw RPCError(.invalidArgument, error.sentence)
      }
    }
    // The time that is left counts from the frame's arrival.
    var deadlineNanoseconds: Int64?
    if prelude.timeoutNanoseconds > 0 {
      let timeout = Int64(clamping: min(prelude.timeoutNanoseconds, UInt64(Int64.max / 4)))
      deadlineNanoseconds = core.lastReceivedNanoseconds + timeout
    }
    let call = ArrivingCall(
      path: path,
      access: access,
      metadata: metadata,
      attempt: prelude.attempt,
      hops: prelude.hops,
      deadlineNanoseconds: deadlineNanoseconds,
      connection: core.facts
    )
    return (call, traceparent)
  }

  /// Starts the handler with the whole request.
  func dispatch(_ call: ServerCall, _ request: UnsafeRawBufferPointer, isCompressed: Bool) {
    if isCompressed { return dispatchInflated(call, ReceivedMessage(bytes: [UInt8](request), isCompressed: true)) }
    call.isDispatched = true
    switch call.method.handler {
    case .immediate(let handler):
      _ = takeEntry(call.slot)
      requestByteCount = request.count
      handler(request, call.context, self, call.slot)
    case .task(let handler):
      // Asked again: a request that came in parts may have come long after the call.
      if let refusal = refusal(of: call.method) { return answer(call: call, error: refusal) }
      call.handlerStartedNanoseconds = core.lastReceivedNanoseconds
      handler(request, call)
    case .stream:
      preconditionFailure("a handler that reads its requests itself is started with the call")
    }
  }

  private func dispatchInflated(_ call: ServerCall, _ request: ReceivedMessage) {
    do throws(RPCError) {
      let inflated = try request.inflated(byteCountMax: call.requestBytesMax, failureCode: .invalidArgument)
      call.context.state.isRequestCompressed.store(true, ordering: .relaxed)
      inflated.withUnsafeBytes { dispatch(call, $0, isCompressed: false) }
    } catch {
      answer(call: call, error: error)
    }
  }
}
