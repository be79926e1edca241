import TestSupport

@testable import Wire

/// One run: a client's and a server's state machine, a network between them, and applications that do what the protocol
/// allows, all of it chosen by one seed.
final class WireSimulation {
  let profile: WireProfile
  let oracle: WireOracle
  var random: SeededGenerator
  let client: SimulatedEndpoint
  let server: SimulatedEndpoint
  /// What each side sends is on its way here.
  var links = [SimulatedLink(), SimulatedLink()]
  /// True while applications begin new things.
  var isActive = true
  /// What was done, when somebody wants to read it.
  private(set) var log: [String]?
  private var weightSum = 0
  private var nextOpaque: UInt64 = 1

  init(seed: UInt64, keepsLog: Bool = false) {
    random = SeededGenerator(seed: seed)
    profile = WireProfile(&random)
    oracle = WireOracle(limits: profile.limits, numbersStart: profile.numbersStart)
    client = SimulatedEndpoint(role: .client, limits: profile.limits[0])
    server = SimulatedEndpoint(role: .server, limits: profile.limits[1])
    client.machine.lastStream = profile.numbersStart
    weightSum = profile.weights.reduce(0, +)
    log = keepsLog ? [] : nil
  }

  var isLost: Bool { links[0].isCut && links[1].isCut }

  func note(_ text: @autoclosure () -> String) {
    if log != nil { log?.append(text()) }
  }

  func endpoint(_ role: ConnectionRole) -> SimulatedEndpoint { role == .client ? client : server }

  /// Runs everything; throws the first invariant that does not hold.
  func run() throws {
    for (side, limits) in profile.limits.enumerated() {
      try require(limits.contradictions.isEmpty, "limits of side \(side): \(limits.contradictions)")
    }
    note("limits: \(profile.limits)")
    try greet(client)
    for step in 0..<profile.stepCount {
      if step == profile.goAwayStep { try beginGoAway() }
      if step == profile.lossStep { try loseConnection() }
      try perform(chosenOperation())
      for index in links.indices where links[index].pauseSteps > 0 { links[index].pauseSteps -= 1 }
      for end in [client, server] where end.stalledSteps > 0 { end.stalledSteps -= 1 }
    }
    try bringToEnd()
  }

  private func chosenOperation() -> WireOperation {
    var rest = random.below(weightSum)
    for operation in WireOperation.allCases {
      rest -= profile.weights[operation.rawValue]
      if rest < 0 { return operation }
    }
    return .deliver
  }

  private func perform(_ operation: WireOperation) throws {
    let end = random.chance(50) ? client : server
    switch operation {
    case .open: try open()
    case .send: try withCall(of: end) { try send($0, end) }
    case .endStream: try withCall(of: client) { try endStream($0) }
    case .headers: try withCall(of: server) { try sendHeaders($0) }
    case .close: try withCall(of: server) { try close($0) }
    case .cancel: try withCall(of: end) { try cancel($0, end) }
    case .consume: try withCall(of: end) { try consume($0, end) }
    case .ping: try ping(end)
    case .ignorable: try sendIgnorable(end)
    case .strayCancel: try sendStrayCancel(end)
    case .flush: try flush(end, all: random.chance(60))
    case .deliver: try deliver(to: end, byteCountMax: random.within(1, profile.chunkBytesMax))
    case .stall:
      if random.chance(50) {
        links[end.role.index].pauseSteps = random.below(40)
      } else {
        end.stalledSteps = random.below(40)
      }
    }
  }

  private func withCall(of end: SimulatedEndpoint, _ body: (SimulatedCall) throws -> Void) throws {
    if end.calls.isEmpty { return }
    try body(end.calls[random.below(end.calls.count)])
  }

  func freshOpaque() -> UInt64 {
    nextOpaque += 1
    return nextOpaque &* 0x9E37_79B9_7F4A_7C15
  }

  // MARK: The network

  /// Shows the oracle what a side has encoded since the last time.
  func observe(_ end: SimulatedEndpoint) throws {
    try end.outbound.withBytes { bytes in
      var offset = end.observedByteCount
      while offset < bytes.count {
        try require(bytes.count - offset >= FrameHeader.byteCount, "half a header was encoded")
        let header = FrameHeader(decoding: UnsafeRawBufferPointer(rebasing: bytes[offset...]))
        let bodyStart = offset + FrameHeader.byteCount
        offset = bodyStart + Int(header.length)
        try require(offset <= bytes.count, "half a frame was encoded")
        note("  \(end.role) writes \(header.type) \(header.stream) \(header.flags.rawValue) \(header.length) bytes")
        try oracle.written(header, UnsafeRawBufferPointer(rebasing: bytes[bodyStart..<offset]), by: end.role)
      }
      end.observedByteCount = offset
    }
    try oracle.checkCounts(end.machine, at: end.role)
  }

  func greet(_ end: SimulatedEndpoint) throws {
    end.hasGreeted = true
    end.machine.writeGreeting(agent: "simulated", into: &end.outbound)
    try end.outbound.withBytes { bytes in
      try require(
        bytes.count > Preface.byteCount && Preface.firstDifference(in: bytes) == nil,
        "the greeting does not begin with the preface"
      )
    }
    end.observedByteCount = Preface.byteCount
    oracle.writtenPreface(by: end.role)
    try observe(end)
  }

  /// Gives encoded bytes to the network: all, or as many as chance wants; a writer that is stalled gives none.
  func flush(_ end: SimulatedEndpoint, all: Bool) throws {
    let side = end.role.index
    let room = profile.linkBytesMax - links[side].pendingByteCount
    if end.stalledSteps > 0 || end.outbound.isEmpty || room <= 0 { return }
    let byteCount = all ? end.outbound.count : random.within(1, end.outbound.count)
    note("\(end.role) flushes \(byteCount) of \(end.outbound.count) bytes")
    end.outbound.withBytes { links[side].add(UnsafeRawBufferPointer(rebasing: $0[..<byteCount])) }
    end.outbound.removeFirst(byteCount)
    end.observedByteCount -= byteCount
  }

  /// Lets up to `byteCountMax` bytes arrive at a side.
  func deliver(to end: SimulatedEndpoint, byteCountMax: Int) throws {
    let side = end.role.other.index
    if links[side].pauseSteps > 0 { return }
    let byteCount = min(byteCountMax, links[side].pendingByteCount)
    if byteCount == 0 { return }
    note("\(byteCount) bytes arrive at the \(end.role)")
    let range = links[side].arrive(byteCount)
    var failure: (any Error)?
    let violation = links[side].bytes.withUnsafeBytes { bytes in
      end.reader.read(UnsafeRawBufferPointer(rebasing: bytes[range])) { header, body in
        do {
          try receive(header, body, bytes, end)
          return true
        } catch {
          failure = error
          return false
        }
      }
    }
    if let failure { throw failure }
    if let violation { throw SimulationFailure("the \(end.role) finds a violation in a correct peer: \(violation)") }
    let gathered = end.reader.gatheredByteCount
    let most = FrameHeader.byteCount + end.limits.frameBytesMax
    oracle.met(.frameInParts, if: gathered > 0)
    try require(gathered < most, "\(gathered) bytes of one frame are kept; a frame has at most \(most)")
    if end.reader.hasReadPreface && !end.hasGreeted { try greet(end) }
  }

  private func receive(
    _ header: FrameHeader,
    _ body: UnsafeRawBufferPointer,
    _ sent: UnsafeRawBufferPointer,
    _ end: SimulatedEndpoint
  ) throws {
    if !end.hasGreeted { try greet(end) }
    let side = end.role.other.index
    let index = oracle.arrivedFrameCount[side]
    try require(index < oracle.inFlight[side].count, "a frame arrives at the \(end.role) that nobody wrote")
    let written = oracle.inFlight[side][index]
    oracle.arrivedFrameCount[side] += 1
    let isSame =
      header == written.header
      && PatternBytes.areEqual(
        body,
        UnsafeRawBufferPointer(rebasing: sent[written.bodyOffset..<written.bodyOffset + Int(header.length)])
      )
    try require(isSame, "the \(end.role) reads another frame than was written: \(header), not \(written.header)")
    note("  the \(end.role) reads \(header.type) \(header.stream) \(header.length) bytes")
    let event = end.machine.receive(header, body: body)
    try oracle.arrived(header, body, event, at: end.role)
    try react(to: event, header, body, end)
    try observe(end)
    if let stream = oracle.stream(header.stream), stream.isOpen[end.role.index] {
      try oracle.check(stream, end.machine, slot: stream.slots[end.role.index], at: end.role)
    }
  }
}
