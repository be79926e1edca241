internal import Messages
internal import Wire

/// One side of a connection whose peer sends anything, with an application that takes what comes and answers a little.
struct FuzzedConnection: ~Copyable {
  /// What the first byte of an input chooses.
  struct Choice: OptionSet {
    let rawValue: UInt8

    static let client = Choice(rawValue: 1)
    static let greeted = Choice(rawValue: 2)
    static let small = Choice(rawValue: 4)
    static let compression = Choice(rawValue: 8)
  }

  /// Grows with every event, so that two runs can be compared.
  private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
  private let choice: Choice
  private let limits: WireLimits
  private var machine: ConnectionStateMachine
  private var reader: FrameReader
  private var outbound = OutboundBuffer()
  /// Bytes of complete messages that the application has not taken, by slot.
  private var waiting: [Int] = []
  private var eventCount = 0
  private var receivedByteCount = 0
  /// Bytes that were sent because of what was received, not counting answers to calls.
  private var reactionByteCount = 0
  private var isOver = false

  init(_ choice: Choice) {
    self.choice = choice
    var limits = choice.contains(.small) ? WireLimits.tiny : WireLimits.standard
    limits.acceptsCompressed = choice.contains(.compression)
    self.limits = limits
    let role: ConnectionRole = choice.contains(.client) ? .client : .server
    machine = ConnectionStateMachine(role: role, limits: limits)
    reader = FrameReader(
      receiverRole: role,
      frameBytesMax: limits.frameBytesMax,
      acceptsCompressed: limits.acceptsCompressed
    )
    machine.writeGreeting(agent: "fuzzed", into: &outbound)
    if choice.contains(.greeted) { receiveGreeting(role, limits) }
    if role == .client { openStreams() }
  }

  private mutating func receiveGreeting(_ role: ConnectionRole, _ limits: WireLimits) {
    var greeting = OutboundBuffer()
    ConnectionStateMachine(role: role == .client ? .server : .client, limits: limits)
      .writeGreeting(agent: "peer", into: &greeting)
    greeting.withBytes { receivePiece($0) }
    precondition(machine.hasPeerHello && !isOver, "a correct greeting was not understood")
  }

  /// Streams 1, 3, 5 and 7, for a server to answer; the second was given up.
  private mutating func openStreams() {
    for number in 0..<4 where machine.openObstacle == nil {
      let slot = machine.writeOpen(
        prelude: OpenPrelude(responseCredit: number == 2 ? 10 : UInt32(limits.streamWindowBytes)),
        meta: UnsafeRawBufferPointer(start: nil, count: 0),
        message: nil,
        endsStream: number == 3,
        into: &outbound
      )
      note(slot, waiting: 0)
      if number == 1 { machine.writeCancel(slot: slot, into: &outbound) }
    }
  }

  /// Takes everything the peer sends, in pieces of a size.
  mutating func receive(_ bytes: UnsafeRawBufferPointer, pieceByteCount: Int) {
    var offset = 0
    while offset < bytes.count && !isOver {
      let end = min(bytes.count, offset + min(pieceByteCount, bytes.count))
      receivePiece(UnsafeRawBufferPointer(rebasing: bytes[offset..<end]))
      offset = end
    }
    add(isOver ? 1 : 2)
    add(UInt64(machine.openStreamCount))
  }

  private mutating func receivePiece(_ bytes: UnsafeRawBufferPointer) {
    receivedByteCount += bytes.count
    // The reader is taken out for the call, which changes the rest of the connection.
    var taken = FrameReader(receiverRole: .server, frameBytesMax: limits.frameBytesMax)
    swap(&taken, &reader)
    let violation = taken.read(bytes) { header, body in
      receive(header, body)
      return !isOver
    }
    swap(&taken, &reader)
    if let violation { end(violation) }
    precondition(reader.gatheredByteCount < FrameHeader.byteCount + limits.frameBytesMax, "too much is kept")
  }

  private mutating func receive(_ header: FrameHeader, _ body: UnsafeRawBufferPointer) {
    eventCount += 1
    add(UInt64(header.stream) << 16 | UInt64(header.type.rawValue))
    let event = machine.receive(header, body: body)
    react(to: event, header, body)
    check()
    outbound.removeAll()
  }

  private mutating func end(_ violation: WireViolation) {
    isOver = true
    for byte in violation.reason.rawValue.utf8 { add(UInt64(byte)) }
    machine.writeGoAway(code: violation.goAwayCode, reason: violation.description, into: &outbound)
    precondition(outbound.count <= 1 << 17, "a violation is told at too great a length")
  }

  private mutating func react(to event: ConnectionEvent, _ header: FrameHeader, _ body: UnsafeRawBufferPointer) {
    switch event {
    case .ignored, .hello, .headers, .pingAcknowledged, .goAway: break
    case .creditGranted(let slot, _): sendSomething(slot)
    case .opened(let slot, _, _):
      note(slot, waiting: 0)
      readOpenMetadata(header, body)
    case .openRefused(let stream, _):
      let none = UnsafeRawBufferPointer(start: nil, count: 0)
      machine.writeRefusal(stream: stream, code: 8, meta: none, into: &outbound)
    case .data(let slot, let fragment): take(fragment, body, slot)
    case .closed(let slot, _, _, _), .cancelled(let slot, _): note(slot, waiting: 0)
    case .pingReceived(let opaque): outbound.appendPing(opaque: opaque, isAcknowledgement: true)
    case .streamFailed(let slot, .messageTooLarge(let byteCount)):
      precondition(byteCount > machine.messageBytesMax(slot: slot), "a message of an accepted size is refused")
      finish(slot)
    case .violation(let violation): end(violation)
    }
  }

  private mutating func take(_ fragment: DataFragment, _ body: UnsafeRawBufferPointer, _ slot: Int) {
    add(UInt64(fragment.byteCount) << 3 | (fragment.isFirst ? 1 : 0) | (fragment.isLast ? 2 : 0))
    precondition(fragment.byteOffset + fragment.byteCount == body.count, "a fragment is not the frame's data")
    precondition(fragment.messageByteCount <= limits.messageBytesMax, "a message is larger than is accepted")
    if fragment.isLast { note(slot, waiting: machine.unconsumedByteCount(slot: slot)) }
    // Every other time the application has been quick.
    let consumed = eventCount % 2 == 0 ? waiting[slot] : 0
    waiting[slot] -= consumed
    machine.writeCredit(slot: slot, consumed: consumed, into: &outbound)
    reactionByteCount += outbound.count
    if eventCount % 7 == 0 && fragment.isLast { finish(slot) }
  }

  private mutating func note(_ slot: Int, waiting byteCount: Int) {
    while waiting.count <= slot { waiting.append(0) }
    waiting[slot] = byteCount
  }

  private mutating func finish(_ slot: Int) {
    note(slot, waiting: 0)
    if machine.role == .server {
      machine.writeClose(slot: slot, status: CloseStatus(code: 8), into: &outbound)
    } else {
      machine.writeCancel(slot: slot, into: &outbound)
    }
  }

  /// Uses what credit there is, as a server does for a slow client.
  private mutating func sendSomething(_ slot: Int) {
    guard machine.role == .server else { return }
    let message = [UInt8](repeating: 7, count: 200)
    var offset = 0
    let creditBefore = machine.sendCredit(slot: slot)
    _ = message.withUnsafeBytes { machine.writeFragment(slot: slot, message: $0, offset: &offset, into: &outbound) }
    precondition(offset <= creditBefore, "more was sent than there was credit for")
  }

  /// A router that reads metadata in place must see the method that whoever decodes it sees.
  private mutating func readOpenMetadata(_ header: FrameHeader, _ body: UnsafeRawBufferPointer) {
    let bytes = UnsafeRawBufferPointer(rebasing: body[OpenPrelude.byteCount..<Int(header.metaLength)])
    let view = OpenMetadataView(bytes)
    if let view {
      // A slice beyond the bytes traps in debug builds only.
      let isWithin = [view.method, view.traceparent].allSatisfy { FuzzedConnection.isPart($0, of: bytes) }
      precondition(isWithin, "a router would read beyond the metadata")
    }
    guard let decoded = try? RpcV1.OpenMetadata(decoding: bytes) else { return }
    guard let view else { preconditionFailure("metadata that decodes has no view") }
    precondition(decoded.method.utf8.elementsEqual(view.method), "a router would see another method")
  }

  private static func isPart(_ part: UnsafeRawBufferPointer, of whole: UnsafeRawBufferPointer) -> Bool {
    guard part.count > 0, let start = part.baseAddress, let wholeStart = whole.baseAddress else { return true }
    return start >= wholeStart && start + part.count <= wholeStart + whole.count
  }

  private func check() {
    precondition(machine.openStreamCount <= limits.streamsMax || machine.role == .client, "too many streams")
    precondition(outbound.count <= FrameHeader.byteCount * 4 + 8192, "a frame is answered at too great a length")
    precondition(reactionByteCount <= 2 * receivedByteCount + 4096, "credit costs more than what it is for")
    // Looking at all streams after each frame would make many streams slow; those in low slots are looked at often.
    for slot in machine.openSlots.prefix(eventCount % 64 == 0 ? .max : 4) {
      let given = machine.receiveCredit(slot: slot)
      precondition(given >= 0 && given <= WireLimits.windowBytesCeiling, "impossible credit")
      let sendable = machine.sendCredit(slot: slot)
      precondition(sendable >= 0 && sendable <= WireLimits.windowBytesCeiling, "impossible credit")
      let bound = limits.streamWindowBytes + limits.messageBytesMax
      precondition(machine.unconsumedByteCount(slot: slot) <= bound, "too much waits for the application")
    }
  }

  private mutating func add(_ value: UInt64) {
    digest = (digest ^ value) &* 0x0100_0000_01B3
  }
}
