import Wire

/// The judge of a simulated connection. It knows only PROTOCOL.md: it reads every frame as it is written and as it
/// arrives, keeps its own account of streams, messages and credit, and never asks the state machines what they think.
final class WireOracle {
  let limits: [WireLimits]
  /// Every stream of the connection, in the order of opening.
  private(set) var streams: [ModelStream] = []
  private var indexByNumber: [UInt32: Int] = [:]
  /// Highest stream that was opened or left out.
  private(set) var lastStream: UInt32
  /// Frames that were written and have not arrived, by writer.
  var inFlight: [[WrittenFrame]] = [[], []]
  /// How many of them have arrived, by writer.
  var arrivedFrameCount = [0, 0]
  /// Bytes written so far, by writer.
  var writtenByteCount = [0, 0]
  /// Streams open at each side.
  var openCount = [0, 0]
  /// Most streams that were open at each side at once.
  var openCountMax = [0, 0]
  /// Whether the side has the peer's HELLO.
  var hasPeerHello = [false, false]
  /// What pings of each side have not been answered, oldest first.
  var openPings: [[UInt64]] = [[], []]
  /// Pings that have arrived at each side and must be answered.
  var owedAcknowledgements: [[UInt64]] = [[], []]
  /// The last stream that the server takes, as it has said.
  var lastStreamTaken = UInt32.max
  var hasWrittenGoAway = [false, false]
  var hasReceivedGoAway = [false, false]
  /// Streams that the server has refused, each with an answer to come.
  var refusals: [UInt32] = []
  /// Highest stream whose OPEN has arrived at the server.
  var lastStreamArrived: UInt32 = 0
  /// How often each situation was met.
  private(set) var situationCounts = [Int](repeating: 0, count: WireSituation.allCases.count)

  init(limits: [WireLimits], numbersStart: UInt32) {
    lastStream = numbersStart
    self.limits = limits
  }

  func met(_ situation: WireSituation, if isMet: Bool = true) {
    if isMet { situationCounts[situation.rawValue] += 1 }
  }

  func stream(_ number: UInt32) -> ModelStream? {
    indexByNumber[number].map { streams[$0] }
  }

  /// The client leaves numbers out.
  func skip(to number: UInt32) {
    lastStream = number
  }

  /// What a side may assume of its peer now.
  func peer(of role: ConnectionRole) -> PeerSettings {
    let limits = limits[role.other.index]
    if !hasPeerHello[role.index] { return self.limits[role.index].assumedPeer }
    return PeerSettings(
      frameBytesMax: limits.frameBytesMax,
      messageBytesMax: limits.messageBytesMax,
      streamsMax: limits.streamsMax,
      streamWindowBytes: limits.streamWindowBytes,
      pingIntervalMilliseconds: limits.pingIntervalMilliseconds,
      acceptsCompressed: limits.acceptsCompressed,
      agent: "simulated"
    )
  }

  /// What keeps the client from opening a stream.
  var openObstacle: OpenObstacle? {
    if hasReceivedGoAway[0] || hasWrittenGoAway[0] { return .goingAway }
    if lastStream == .max { return .numbersExhausted }
    return openCount[0] >= peer(of: .client).streamsMax ? .streamLimit : nil
  }

  func addStream(responseCredit: Int, isRelay: [Bool]) -> ModelStream {
    let number = lastStream == 0 ? 1 : lastStream + 2
    lastStream = number
    indexByNumber[number] = streams.count
    let toServer = ModelFlow(
      senderCredit: peer(of: .client).streamWindowBytes,
      window: limits[1].streamWindowBytes
    )
    let toClient = ModelFlow(senderCredit: responseCredit, window: responseCredit)
    let stream = ModelStream(
      stream: number,
      flows: [toServer, toClient],
      messageBytesMax: [limits[0].messageBytesMax, limits[1].messageBytesMax],
      isRelay: isRelay
    )
    streams.append(stream)
    met(.openedBeforeHello, if: !hasPeerHello[0])
    noteOpened(stream, at: .client)
    return stream
  }

  func noteOpened(_ stream: ModelStream, at role: ConnectionRole) {
    stream.isOpen[role.index] = true
    openCount[role.index] += 1
    openCountMax[role.index] = max(openCountMax[role.index], openCount[role.index])
  }

  func noteEnded(_ stream: ModelStream, at role: ConnectionRole) {
    if stream.isOpen[role.index] { openCount[role.index] -= 1 }
    stream.isOpen[role.index] = false
  }

  /// Where a side keeps a stream: at no slot that another open one has, and at no higher one than it ever needed.
  func noteSlot(_ slot: Int, of stream: ModelStream, at role: ConnectionRole) throws {
    let side = role.index
    met(.slotUsedAgain, if: streams.contains { $0 !== stream && $0.slots[side] == slot })
    for other in streams where other.isOpen[side] && other !== stream && other.slots[side] == slot {
      throw SimulationFailure("the \(role) keeps streams \(other.stream) and \(stream.stream) at one slot")
    }
    try require(
      slot >= 0 && slot < openCountMax[side],
      "the \(role) keeps stream \(stream.stream) at slot \(slot), but never had more than \(openCountMax[side]) open"
    )
    stream.slots[side] = slot
  }

  /// What a side's machine says of an open stream must be what the wire says.
  func check(_ stream: ModelStream, _ machine: ConnectionStateMachine, slot: Int, at role: ConnectionRole) throws {
    let side = role.index
    let sent = stream.flows[side]
    let received = stream.flows[side ^ 1]
    let number = stream.stream
    try require(machine.isOpen(slot: slot, stream: number), "stream \(number) is lost at the \(role)'s slot \(slot)")
    try require(machine.slot(of: number) == slot, "the \(role) does not find stream \(number)")
    let sendCredit = machine.sendCredit(slot: slot)
    try require(
      sendCredit == sent.senderCredit,
      "the \(role) believes in a credit of \(sendCredit) on stream \(number); it is \(sent.senderCredit)"
    )
    if received.hasFailed { return }
    let receiveCredit = machine.receiveCredit(slot: slot)
    try require(
      receiveCredit == received.receiverCredit,
      "the \(role) believes to have given \(receiveCredit) on stream \(number); it is \(received.receiverCredit)"
    )
    if stream.isRelay[side] { return }
    let unconsumed = machine.unconsumedByteCount(slot: slot)
    try require(
      unconsumed == received.unconsumedBytes,
      "the \(role) counts \(unconsumed) bytes to be taken on stream \(number); they are \(received.unconsumedBytes)"
    )
  }

  /// A side's number of open streams must be what the wire says.
  func checkCounts(_ machine: ConnectionStateMachine, at role: ConnectionRole) throws {
    let count = openCount[role.index]
    try require(
      machine.openStreamCount == count,
      "the \(role) counts \(machine.openStreamCount) open streams; they are \(count)"
    )
    let most = limits[1].streamsMax
    try require(role == .client || count <= most, "\(count) streams are open at the server; at most \(most) may be")
  }
}
