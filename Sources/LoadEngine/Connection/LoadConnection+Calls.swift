internal import Messages
internal import RPC
internal import Wire

extension LoadConnection {
  /// Opens a call and encodes as much of its requests as may be sent; `flush` sends it.
  ///
  /// - Throws: What the step's source of requests throws; nothing was sent then.
  func open(_ call: OpenCall, _ step: PlannedStep) throws {
    var opened = -1
    try step.requests.withNextRequest(of: call.iteration) { request in
      let fits =
        step.sendsOneRequest
        && machine.fitsOpen(messageByteCount: request.count, metaByteCount: step.openMetadata.count)
      let slot = step.openMetadata.withUnsafeBytes { meta in
        machine.writeOpen(
          prelude: step.prelude,
          meta: meta,
          message: fits ? request : nil,
          endsStream: fits,
          into: &outbound
        )
      }
      place(call, slot)
      opened = slot
      calls[slot].requestCount = 1
      calls[slot].requestByteCount = request.count
      calls[slot].requestsLeft = step.requestCount - 1
      if !fits { send(request, slot) }
    }
    guard opened >= 0, !step.sendsOneRequest else { return }
    do {
      try sendRequests(opened, step)
    } catch {
      giveUp(opened, .cancelled, "no next request: \(error)", nowNanoseconds: Monotonic.nowNanoseconds)
    }
  }

  private func place(_ call: OpenCall, _ slot: Int) {
    if slot < calls.count {
      calls[slot] = call
    } else {
      calls.append(call)
    }
  }

  /// Encodes a request, or keeps what has to wait.
  private func send(_ request: UnsafeRawBufferPointer, _ slot: Int) {
    var offset = 0
    if !encode(request, &offset, slot) { pending[slot] = PendingMessage(bytes: [UInt8](request), offset: offset) }
  }

  /// Encodes as much of a request behind `offset` as credit and the socket allow.
  ///
  /// - Returns: Whether that was all of it.
  private func encode(_ request: UnsafeRawBufferPointer, _ offset: inout Int, _ slot: Int) -> Bool {
    let isLast = calls[slot].requestsLeft == 0
    var progress = SendProgress.partial
    while progress == .partial, outbound.count < LoadConnection.outboundBytesMax {
      progress = machine.writeFragment(
        slot: slot,
        message: request,
        offset: &offset,
        endsStream: isLast,
        into: &outbound
      )
    }
    return progress == .complete
  }

  /// Encodes the further requests of a stream, as far as credit and the socket allow.
  private func sendRequests(_ slot: Int, _ step: PlannedStep) throws {
    while calls[slot].requestsLeft > 0, pending[slot] == nil, outbound.count < LoadConnection.outboundBytesMax {
      try step.requests.withNextRequest(of: calls[slot].iteration) { request in
        calls[slot].requestsLeft -= 1
        calls[slot].requestCount += 1
        calls[slot].requestByteCount += request.count
        send(request, slot)
      }
    }
    if calls[slot].requestsLeft > 0, pending[slot] == nil { unfinishedSlots.insert(slot) }
  }

  /// Goes on with requests that waited for credit or the socket.
  func pumpPending() {
    if pending.isEmpty, unfinishedSlots.isEmpty { return }
    for (slot, message) in pending where machine.sendCredit(slot: slot) > 0 {
      pending[slot] = nil
      var offset = message.offset
      if !message.bytes.withUnsafeBytes({ encode($0, &offset, slot) }) {
        pending[slot] = PendingMessage(bytes: message.bytes, offset: offset)
      }
      if calls[slot].requestsLeft > 0 { unfinishedSlots.insert(slot) }
    }
    for slot in unfinishedSlots where pending[slot] == nil {
      unfinishedSlots.remove(slot)
      do {
        try sendRequests(slot, loop.steps[calls[slot].step])
      } catch {
        giveUp(slot, .cancelled, "no next request: \(error)", nowNanoseconds: Monotonic.nowNanoseconds)
      }
    }
  }

  /// Cancels a call and notes how it ended.
  func giveUp(_ slot: Int, _ code: StatusCode, _ message: String, nowNanoseconds: Int64) {
    machine.writeCancel(slot: slot, into: &outbound)
    forget(slot)
    loop.ended(self, take(slot), code, message, nowNanoseconds: nowNanoseconds)
  }

  private func forget(_ slot: Int) {
    if !pending.isEmpty { pending[slot] = nil }
    if !unfinishedSlots.isEmpty { unfinishedSlots.remove(slot) }
  }

  /// Gives up the calls whose time is over.
  func giveUpLateCalls(nowNanoseconds: Int64) {
    if openCallCount == 0 { return }
    for slot in machine.openSlots where calls[slot].deadlineNanoseconds <= nowNanoseconds {
      if loop.steps[calls[slot].step].endsWithTimeout {
        giveUp(slot, .ok, "", nowNanoseconds: nowNanoseconds)
      } else {
        giveUp(slot, .deadlineExceeded, "no answer in time", nowNanoseconds: nowNanoseconds)
      }
    }
  }

  /// Gives up all open calls, and says how many there were.
  func abandonCalls() -> Int {
    let slots = machine.openSlots
    for slot in slots {
      machine.writeCancel(slot: slot, into: &outbound)
      forget(slot)
      _ = take(slot)
    }
    return slots.count
  }

  // MARK: - Frames

  /// Takes a frame.
  ///
  /// - Returns: The rule that it breaks, if it breaks one.
  func receive(_ header: FrameHeader, _ body: UnsafeRawBufferPointer, _ now: Int64) -> WireViolation? {
    switch machine.receive(header, body: body) {
    case .closed(let slot, _, let status, _): closed(slot, status, header, body, now)
    case .data(let slot, let fragment): received(fragment, body, slot, now)
    case .hello: becameReady(now)
    case .pingReceived(let opaque): outbound.appendPing(opaque: opaque, isAcknowledgement: true)
    case .goAway: becameLeaving()
    case .streamFailed(let slot, .messageTooLarge(let byteCount)):
      giveUp(slot, .resourceExhausted, "an answer of \(byteCount) bytes", nowNanoseconds: now)
    case .violation(let violation): return violation
    case .opened, .openRefused, .cancelled, .headers, .creditGranted, .pingAcknowledged, .ignored: break
    }
    return nil
  }

  private func closed(
    _ slot: Int,
    _ status: CloseStatus,
    _ header: FrameHeader,
    _ body: UnsafeRawBufferPointer,
    _ now: Int64
  ) {
    forget(slot)
    var call = take(slot)
    if header.flags.contains(.hasMessage) {
      let message = body.part(Int(header.metaLength), body.count)
      note(message.count, isWhole: true, now, &call)
      if loop.steps[call.step].keepsAnswer { call.answer += message }
    }
    let code = StatusCode(rawValue: status.code) ?? .unknown
    // The words of an error are read once for each kind of error only.
    var text = ""
    if code != .ok, loop.wantsMessage(step: call.step, code: code) {
      let meta = body.part(CloseStatus.byteCount, Int(header.metaLength))
      text = (try? RpcV1.CloseMetadata(decoding: meta))?.message ?? ""
    }
    loop.ended(self, call, code, text, nowNanoseconds: now)
  }

  private func received(_ fragment: DataFragment, _ body: UnsafeRawBufferPointer, _ slot: Int, _ now: Int64) {
    let step = loop.steps[calls[slot].step]
    note(fragment.byteCount, isWhole: fragment.isLast, now, &calls[slot])
    if step.keepsAnswer {
      // Of a stream the last message is kept.
      if fragment.isFirst { calls[slot].answer.removeAll() }
      calls[slot].answer += body.part(fragment.byteOffset, fragment.byteOffset + fragment.byteCount)
    }
    // A message is consumed as soon as all of it is there.
    let consumed = fragment.isLast ? machine.unconsumedByteCount(slot: slot) : 0
    machine.writeCredit(slot: slot, consumed: consumed, into: &outbound)
    guard step.answerCountMax > 0, calls[slot].answerCount >= step.answerCountMax else { return }
    // As many as were asked for: this side ends the stream, and that is how it was meant.
    giveUp(slot, .ok, "", nowNanoseconds: now)
  }

  private func note(_ byteCount: Int, isWhole: Bool, _ now: Int64, _ call: inout OpenCall) {
    if call.firstAnswerNanoseconds == 0 { call.firstAnswerNanoseconds = now }
    call.answerByteCount += byteCount
    if isWhole { call.answerCount += 1 }
  }
}
