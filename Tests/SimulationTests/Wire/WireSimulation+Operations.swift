import TestSupport

@testable import Wire

/// What applications and relays do.
extension WireSimulation {
  func isCongested(_ end: SimulatedEndpoint) -> Bool { end.outbound.count > profile.outboundBytesMax }

  func open() throws {
    let obstacle = client.machine.openObstacle
    try require(
      obstacle == oracle.openObstacle,
      "what keeps the client from opening a stream is \(String(describing: obstacle)), says the machine"
    )
    oracle.met(.numbersExhausted, if: obstacle == .numbersExhausted)
    if obstacle != nil || isCongested(client) || !isActive { return }
    if random.chance(profile.skipPercent) { skipNumbers() }
    let peer = oracle.peer(of: .client)
    let credit = random.within(1, profile.responseCreditMax)
    let isRelay = [random.chance(profile.relayPercent), random.chance(profile.relayPercent)]
    let metaByteCount = random.below(16)
    let room = peer.frameBytesMax - OpenPrelude.byteCount - metaByteCount
    let hasMessage = random.chance(50)
    let message = newMessage(byteCountMax: room, from: .client)
    try require(
      client.machine.fitsOpen(messageByteCount: room, metaByteCount: metaByteCount)
        && !client.machine.fitsOpen(messageByteCount: room + 1, metaByteCount: metaByteCount),
      "wrong about what fits into an OPEN"
    )
    let endsStream = random.chance(20)
    let stream = oracle.addStream(responseCredit: credit, isRelay: isRelay)
    if hasMessage { stream.flows[0].messages.append(message) }
    note("the client opens stream \(stream.stream), credit \(credit), \(hasMessage ? message.byteCount : -1) bytes")
    let slot = PatternBytes.withBytes(at: message.patternOffset, count: message.byteCount) { bytes in
      client.machine.writeOpen(
        prelude: OpenPrelude(responseCredit: UInt32(credit)),
        meta: UnsafeRawBufferPointer(rebasing: bytes[..<min(metaByteCount, bytes.count)]),
        message: hasMessage ? bytes : nil,
        endsStream: endsStream,
        isCompressed: hasMessage && message.isCompressed,
        into: &client.outbound
      )
    }
    try oracle.noteSlot(slot, of: stream, at: .client)
    let call = SimulatedCall(stream: stream.stream, slot: slot, isRelay: isRelay[0])
    call.hasEnded = endsStream
    try require(client.call(at: slot) == nil, "slot \(slot) is given out twice")
    client.add(call)
    if random.chance(profile.oversizePercent * 5) {
      stream.messageBytesMax[0] = random.below(client.limits.messageBytesMax)
      client.machine.setMessageBytesMax(stream.messageBytesMax[0], slot: slot)
    }
    try observe(client)
    try oracle.check(stream, client.machine, slot: slot, at: .client)
  }

  /// Leaves stream numbers out, mostly as many as make two streams meet in a table of any size.
  private func skipNumbers() {
    let step = UInt32(random.pick([2, 32, 64, 128, 256]))
    if oracle.lastStream == 0 || oracle.lastStream > UInt32.max - 4 - step { return }
    client.machine.lastStream += step - 2
    oracle.skip(to: client.machine.lastStream)
    oracle.met(.numbersLeftOut)
  }

  private func newMessage(byteCountMax: Int, from role: ConnectionRole) -> ModelMessage {
    let byteCount = random.size(upTo: byteCountMax)
    return ModelMessage(
      patternOffset: PatternBytes.place(of: byteCount, &random),
      byteCount: byteCount,
      isCompressed: oracle.peer(of: role).acceptsCompressed && random.chance(20)
    )
  }

  /// Goes on with a message, or begins one.
  func send(_ call: SimulatedCall, _ end: SimulatedEndpoint) throws {
    if call.hasEnded || isCongested(end) { return }
    guard let stream = oracle.stream(call.stream) else { return }
    if call.outgoing == nil {
      if !isActive { return }
      let peer = oracle.peer(of: end.role)
      let most = stream.flows[end.role.index].window < 16 ? 64 : peer.messageBytesMax
      var message = newMessage(byteCountMax: most, from: end.role)
      if random.chance(profile.oversizePercent) {
        // Just what the receiver accepts, or what it does not.
        message.byteCount = stream.messageBytesMax[end.role.other.index] + random.pick([0, 1, 200])
        message.patternOffset = PatternBytes.place(of: message.byteCount, &random)
      }
      stream.flows[end.role.index].messages.append(message)
      call.outgoing = OutgoingMessage(message: message, endsStream: end.role == .client && random.chance(5))
      call.hasSentMessages = true
      note("the \(end.role) begins a message of \(message.byteCount) bytes on stream \(call.stream)")
      if random.chance(20), try sendAtOnce(message, call, end) { return }
    }
    let progress = call.isRelay ? try relayOn(call, end) : sendOn(call, end)
    note("the \(end.role) goes on with stream \(call.stream): \(progress)")
    if progress == .complete {
      if call.outgoing?.endsStream == true { call.hasEnded = true }
      call.outgoing = nil
    }
    try observe(end)
    if progress == .blocked {
      oracle.met(.senderBlocked)
      let credit = stream.flows[end.role.index].senderCredit
      try require(credit == 0, "stream \(call.stream) is blocked with a credit of \(credit)")
    }
    try oracle.check(stream, end.machine, slot: call.slot, at: end.role)
  }

  /// A whole message in one frame, encoded in place; false when it has to go the other way.
  private func sendAtOnce(_ message: ModelMessage, _ call: SimulatedCall, _ end: SimulatedEndpoint) throws -> Bool {
    if call.outgoing?.endsStream == true { return false }
    let room = end.machine.reserveMessage(
      slot: call.slot,
      byteCount: message.byteCount,
      isCompressed: message.isCompressed,
      into: &end.outbound
    )
    guard let room else { return false }
    PatternBytes.withBytes(at: message.patternOffset, count: message.byteCount) { room.copyMemory(from: $0) }
    call.outgoing = nil
    try observe(end)
    return true
  }

  private func sendOn(_ call: SimulatedCall, _ end: SimulatedEndpoint) -> SendProgress {
    guard var outgoing = call.outgoing else { return .complete }
    let message = outgoing.message
    let progress = PatternBytes.withBytes(at: message.patternOffset, count: message.byteCount) { bytes in
      end.machine.writeFragment(
        slot: call.slot,
        message: bytes,
        offset: &outgoing.offset,
        endsStream: outgoing.endsStream,
        isCompressed: message.isCompressed,
        into: &end.outbound
      )
    }
    call.outgoing = outgoing
    return progress
  }

  /// Passes on a fragment as it might have come from another connection, whose frames may be larger or smaller.
  private func relayOn(_ call: SimulatedCall, _ end: SimulatedEndpoint) throws -> SendProgress {
    guard var outgoing = call.outgoing else { return .complete }
    let message = outgoing.message
    let rest = message.byteCount - outgoing.offset
    let credit = end.machine.sendCredit(slot: call.slot)
    if rest > 0 && credit == 0 { return .blocked }
    var byteCount = min(rest, credit)
    if byteCount > 1 && random.chance(60) { byteCount = random.within(1, byteCount) }
    let isLast = byteCount == rest
    let fragment = DataFragment(
      byteOffset: 0,
      byteCount: byteCount,
      isFirst: outgoing.offset == 0,
      isLast: isLast,
      messageByteCount: outgoing.offset == 0 ? message.byteCount : 0,
      isCompressed: outgoing.offset == 0 && message.isCompressed,
      endsStream: isLast && outgoing.endsStream
    )
    PatternBytes.withBytes(at: message.patternOffset + outgoing.offset, count: byteCount) { bytes in
      end.machine.writeRelayed(slot: call.slot, fragment, bytes, into: &end.outbound)
    }
    oracle.met(.relayedFragmentCutAnew, if: byteCount > oracle.peer(of: end.role).frameBytesMax)
    outgoing.offset += byteCount
    call.outgoing = outgoing
    return isLast ? .complete : .partial
  }

  func endStream(_ call: SimulatedCall) throws {
    if call.hasEnded || call.outgoing != nil { return }
    note("the client ends its side of stream \(call.stream)")
    client.machine.writeEndOfStream(slot: call.slot, into: &client.outbound)
    call.hasEnded = true
    try observe(client)
  }

  func sendHeaders(_ call: SimulatedCall) throws {
    if call.hasSentHeaders || call.hasSentMessages || !isActive { return }
    call.hasSentHeaders = true
    let byteCount = random.below(30)
    let room = server.outbound.appendFrame(.headers, stream: call.stream, metaLength: byteCount)
    PatternBytes.withBytes(at: 0, count: byteCount) { room.copyMemory(from: $0) }
    try observe(server)
  }

  /// Ends a stream with a status: a good one only between two messages, with or without a last one.
  func close(_ call: SimulatedCall) throws {
    guard let stream = oracle.stream(call.stream) else { return }
    let isGood = call.outgoing == nil && random.chance(70)
    note("the server closes stream \(call.stream), good: \(isGood)")
    let status = CloseStatus(code: isGood ? 0 : UInt8(random.within(1, 16)))
    let room = oracle.peer(of: .server).frameBytesMax - CloseStatus.byteCount
    try require(
      server.machine.fitsClose(messageByteCount: room) && !server.machine.fitsClose(messageByteCount: room + 1),
      "wrong about what fits into a CLOSE"
    )
    let hasMessage = isGood && random.chance(50)
    var message = newMessage(byteCountMax: room, from: .server)
    let isReserved = hasMessage && random.chance(50)
    if isReserved { message.isCompressed = false }
    if hasMessage { stream.flows[1].messages.append(message) }
    PatternBytes.withBytes(at: message.patternOffset, count: message.byteCount) { bytes in
      if isReserved {
        server.machine.reserveClose(slot: call.slot, messageByteCount: bytes.count, into: &server.outbound)
          .copyMemory(from: bytes)
      } else if !hasMessage && random.chance(20) {
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        server.outbound.appendClose(stream: call.stream, status: status, meta: none, message: nil)
        server.machine.noteClosed(slot: call.slot)
      } else {
        let meta = UnsafeRawBufferPointer(rebasing: bytes[..<(hasMessage ? 0 : min(20, bytes.count))])
        server.machine.writeClose(
          slot: call.slot,
          status: status,
          meta: meta,
          message: hasMessage ? bytes : nil,
          isCompressed: hasMessage && message.isCompressed,
          into: &server.outbound
        )
      }
    }
    server.remove(call)
    try observe(server)
  }

  func cancel(_ call: SimulatedCall, _ end: SimulatedEndpoint) throws {
    note("the \(end.role) cancels stream \(call.stream)")
    end.machine.writeCancel(slot: call.slot, into: &end.outbound)
    end.remove(call)
    try observe(end)
  }

  /// An application takes some of the messages that wait; a relay passes on some of the credit it owes.
  func consume(_ call: SimulatedCall, _ end: SimulatedEndpoint) throws {
    if call.isRelay {
      if call.owedBytes == 0 || call.peerHasEnded { return }
      let increment = isActive ? random.within(1, call.owedBytes) : call.owedBytes
      call.owedBytes -= increment
      end.machine.writeCredit(slot: call.slot, increment: increment, into: &end.outbound)
      oracle.met(.windowOfRelay)
      try observe(end)
      return
    }
    if call.waiting.isEmpty { return }
    let count = isActive ? random.within(1, call.waiting.count) : call.waiting.count
    let consumed = call.waiting[..<count].reduce(0, +)
    call.waiting.removeFirst(count)
    oracle.stream(call.stream)?.flows[end.role.other.index].unconsumedBytes -= consumed
    try giveCredit(call, consumed: consumed, end)
  }

  func giveCredit(_ call: SimulatedCall, consumed: Int, _ end: SimulatedEndpoint) throws {
    guard let stream = oracle.stream(call.stream) else { return }
    end.machine.writeCredit(slot: call.slot, consumed: consumed, into: &end.outbound)
    try observe(end)
    let flow = stream.flows[end.role.other.index]
    try require(
      flow.hasEndArrived || flow.grantable < flow.step,
      "credit of \(flow.grantable) is not given back on stream \(call.stream); the step is \(flow.step)"
    )
    try oracle.check(stream, end.machine, slot: call.slot, at: end.role)
  }

  func ping(_ end: SimulatedEndpoint) throws {
    if !end.hasGreeted || !isActive { return }
    end.outbound.appendPing(opaque: freshOpaque(), isAcknowledgement: false)
    try observe(end)
  }

  func sendIgnorable(_ end: SimulatedEndpoint) throws {
    if !end.hasGreeted || !isActive { return }
    let metaLength = random.below(20)
    let dataLength = random.size(upTo: oracle.peer(of: end.role).frameBytesMax - metaLength)
    let room = end.outbound.appendFrame(
      FrameType(rawValue: UInt8(random.within(0x80, 0xFF))),
      flags: FrameFlags(rawValue: UInt8(random.below(256))),
      stream: UInt32(truncatingIfNeeded: random.next()),
      metaLength: metaLength,
      dataLength: dataLength
    )
    PatternBytes.withBytes(at: 0, count: room.count) { room.copyMemory(from: $0) }
    try observe(end)
  }

  /// CANCEL may be sent twice, and crosses the end of its stream.
  func sendStrayCancel(_ end: SimulatedEndpoint) throws {
    if !end.hasGreeted || !isActive { return }
    if oracle.streams.isEmpty { return }
    let stream = oracle.streams[random.below(oracle.streams.count)]
    // The server has not yet seen a stream whose OPEN is on its way: its CANCEL would be a real one.
    if stream.isOpen[end.role.index] || stream.stream > oracle.lastStreamArrived { return }
    end.outbound.appendCancel(stream: stream.stream)
    try observe(end)
  }
}
