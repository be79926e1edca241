import TestSupport
import Wire

/// What a side does with what has arrived.
extension WireSimulation {
  func react(
    to event: ConnectionEvent,
    _ header: FrameHeader,
    _ body: UnsafeRawBufferPointer,
    _ end: SimulatedEndpoint
  ) throws {
    switch event {
    case .opened(let slot, let stream, _):
      try accept(stream, slot, header)
    case .openRefused(let stream, let refusal):
      let none = UnsafeRawBufferPointer(start: nil, count: 0)
      let code: UInt8 = refusal == .draining ? 14 : 8
      end.machine.writeRefusal(stream: stream, code: code, meta: none, into: &end.outbound)
    case .data(let slot, let fragment):
      try take(fragment, body, slot, end)
    case .closed(let slot, let stream, _, _):
      try finish(slot, stream, end)
      if header.flags.contains(.hasMessage) { try checkAnswer(header, body, stream) }
    case .cancelled(let slot, let stream):
      try finish(slot, stream, end)
    case .streamFailed(let slot, _):
      guard let call = end.call(at: slot) else { throw SimulationFailure("no call at slot \(slot) fails") }
      if end.role == .server {
        end.machine.writeClose(slot: slot, status: CloseStatus(code: 8), into: &end.outbound)
      } else {
        end.machine.writeCancel(slot: slot, into: &end.outbound)
      }
      end.remove(call)
    case .pingReceived(let opaque):
      end.outbound.appendPing(opaque: opaque, isAcknowledgement: true)
    case .pingAcknowledged(let opaque) where opaque == WireSimulation.drainOpaque:
      try finishGoAway()
    case .goAway(let lastStream, _, _):
      try hearOfEnd(lastStream)
    default:
      break
    }
  }

  private func accept(_ number: UInt32, _ slot: Int, _ header: FrameHeader) throws {
    guard let stream = oracle.stream(number) else { return }
    let call = SimulatedCall(stream: number, slot: slot, isRelay: stream.isRelay[1])
    try require(server.call(at: slot) == nil, "slot \(slot) is given out twice")
    server.add(call)
    call.peerHasEnded = header.flags.contains(.endStream)
    if header.flags.contains(.hasMessage) { call.receivedCount = 1 }
    // A method may accept less than the connection does.
    if random.chance(profile.oversizePercent * 5) {
      let most = random.below(server.limits.messageBytesMax)
      server.machine.setMessageBytesMax(most, slot: slot)
      stream.messageBytesMax[1] = most
    }
  }

  /// An application's view of a fragment: nothing but what the event says.
  private func take(
    _ fragment: DataFragment,
    _ body: UnsafeRawBufferPointer,
    _ slot: Int,
    _ end: SimulatedEndpoint
  ) throws {
    guard let call = end.call(at: slot), let stream = oracle.stream(call.stream) else {
      throw SimulationFailure("data arrives for slot \(slot), which has no call")
    }
    if fragment.endsStream { call.peerHasEnded = true }
    guard fragment.hasMessage else { return }
    let messages = stream.flows[end.role.other.index].messages
    try require(call.receivedCount < messages.count, "a message too many arrives on stream \(call.stream)")
    let message = messages[call.receivedCount]
    if fragment.isFirst {
      try require(call.receivedBytes == 0, "a message begins within another on stream \(call.stream)")
    }
    let data = UnsafeRawBufferPointer(
      rebasing: body[fragment.byteOffset..<fragment.byteOffset + fragment.byteCount]
    )
    try require(
      PatternBytes.matches(data, at: message.patternOffset + call.receivedBytes),
      "wrong bytes arrive in message \(call.receivedCount) on stream \(call.stream)"
    )
    call.receivedBytes += fragment.byteCount
    call.owedBytes += fragment.byteCount
    if fragment.isLast {
      try require(
        call.receivedBytes == message.byteCount,
        "\(call.receivedBytes) bytes of \(message.byteCount) arrive in message \(call.receivedCount) on \(call.stream)"
      )
      if !call.isRelay { call.waiting.append(message.byteCount) }
      call.receivedCount += 1
      call.receivedBytes = 0
    }
    if !call.isRelay { try giveCredit(call, consumed: 0, end) }
  }

  private func checkAnswer(_ header: FrameHeader, _ body: UnsafeRawBufferPointer, _ number: UInt32) throws {
    guard let stream = oracle.stream(number), let message = stream.flows[1].messages.last else {
      throw SimulationFailure("an answer that nobody gave arrives on stream \(number)")
    }
    let data = UnsafeRawBufferPointer(rebasing: body[Int(header.metaLength)...])
    try require(
      data.count == message.byteCount && PatternBytes.matches(data, at: message.patternOffset),
      "a wrong answer arrives on stream \(number)"
    )
  }

  /// The peer has ended a stream.
  private func finish(_ slot: Int, _ number: UInt32, _ end: SimulatedEndpoint) throws {
    guard let call = end.call(at: slot), call.stream == number else {
      throw SimulationFailure("stream \(number) ends at the \(end.role)'s slot \(slot), where it is not")
    }
    end.remove(call)
  }

  /// What the ping between the two phases of a graceful end carries.
  static let drainOpaque: UInt64 = 0xD7A1_0000_0000_0001

  /// First phase: nothing new is wanted, what is on its way is still taken.
  func beginGoAway() throws {
    if isLost || !server.hasGreeted { return }
    note("the server begins to leave")
    server.machine.writeGoAway(
      lastStream: ConnectionStateMachine.noLastStream,
      reason: "simulated",
      into: &server.outbound
    )
    server.outbound.appendPing(opaque: WireSimulation.drainOpaque, isAcknowledgement: false)
    try observe(server)
    // It may also lose patience.
    if random.chance(30) { try finishGoAway() }
  }

  private func finishGoAway() throws {
    if oracle.lastStreamTaken != .max { return }
    note("the server takes no more")
    server.machine.writeGoAway(reason: "simulated", into: &server.outbound)
    oracle.lastStreamTaken = oracle.lastStreamArrived
    try observe(server)
  }

  /// A client gives up what the server will not take; or waits for the refusal.
  private func hearOfEnd(_ lastStream: UInt32) throws {
    if random.chance(50) { return }
    for call in client.calls where call.stream > lastStream {
      oracle.met(.givenUpAfterGoAway)
      try cancel(call, client)
    }
  }

  /// Nothing more arrives: each direction ends at a place of its own.
  func loseConnection() throws {
    note("the connection is lost")
    oracle.met(.connectionLost)
    for end in [client, server] where random.chance(50) {
      let side = end.role.other.index
      links[side].pauseSteps = 0
      if links[side].pendingByteCount > 0 {
        try deliver(to: end, byteCountMax: random.within(1, links[side].pendingByteCount))
      }
    }
    links[0].cut()
    links[1].cut()
  }
}
