internal import DequeModule
internal import Logging
internal import Wire

/// What differs between the two sides of a connection. Called on the loop.
protocol ConnectionCoreDelegate: AnyObject {
  /// A frame that is not the connection's own affair; `body` is valid during the call only.
  func handle(_ event: ConnectionEvent, _ header: FrameHeader, _ body: UnsafeRawBufferPointer)
  /// A server's greeting was encoded, because the client has proved itself.
  func didGreet()
  /// The answer to a ping that was sent with `sendPing`.
  func pingWasAnswered(opaque: UInt64)
  /// The connection is over: no stream will hear anything more.
  func didClose(_ reason: ConnectionEnd)
}

/// Somebody who waits until what was encoded has left. Called on the loop.
protocol OutboundListener: AnyObject {
  /// All that was encoded when the listener asked has been handed to the transport.
  func outboundHasLeft()
}

/// Why a connection is over.
enum ConnectionEnd: Sendable {
  /// This side ended it on purpose.
  case finished
  /// The peer, or the network, ended it.
  case lost(String)
  /// The peer broke the protocol, or gave no sign of life.
  case violation(WireViolation)

  var reason: String {
    switch self {
    case .finished: "the connection was closed"
    case .lost(let reason): reason
    case .violation(let violation): violation.message
    }
  }
}

/// What both sides of a connection have in common: bytes in, frames out, liveness, the order of sending. Confined to
/// its loop; knows no sockets.
final class ConnectionCore: Flushable {
  var machine: ConnectionStateMachine
  var outbound = OutboundBuffer(capacity: 256)
  /// What the transport is taking. Apart from `outbound`, because a transport that fails while it takes bytes says so
  /// at once, and what that brings about may encode.
  private var departing = OutboundBuffer(capacity: 64)
  let runQueue: RunQueue
  let logger: Logger
  let facts: ConnectionFacts
  /// The side that owns this core, kept until the connection is over. Not weak: a weak reference would slow down every
  /// retain of a connection.
  var delegate: (any ConnectionCoreDelegate)?

  /// Where the bytes that wait for the transport are counted, on a server.
  var outboundAccount: ByteAccount?
  private var accountedByteCount = 0

  private(set) var isClosed = false
  private var reader: FrameReader
  private let agent: String
  private var transport: (any ConnectionTransport)?
  private var line = Deque<OutboundStream>()
  private var outboundListeners: [any OutboundListener] = []
  private var isFlushRequested = false
  /// True once nothing more is to be sent after what was encoded.
  private var closesAfterFlush = false
  private var timer: (any LoopTimer)?
  /// Runs while a frame is there in part, and until it is next looked at afterwards.
  private var frameTimer: (any LoopTimer)?
  /// When the frame that is there in part was begun; nil when none is.
  private var frameBegunNanoseconds: Int64?
  /// When bytes were last received, by the loop's clock: every frame in them arrived then.
  private(set) var lastReceivedNanoseconds: Int64 = 0
  private(set) var receivedByteCount: UInt64 = 0
  private(set) var sentByteCount: UInt64 = 0
  private var conduct: PeerConduct
  /// True once this side's greeting was encoded: nothing may come before it.
  private(set) var hasGreeted = false
  private var hasPeerPreface = false
  private var isAwaitingPong = false
  /// True once a call has come that had passed a proxy before: then the peer is one, and its frames are many clients'.
  var isPeerProxy = false

  var limits: WireLimits { machine.limits }
  var peer: String { facts.peer }

  init(
    role: ConnectionRole,
    limits: WireLimits,
    peer: String,
    identity: PeerIdentity = PeerIdentity(),
    runQueue: RunQueue,
    logger: Logger,
    agent: String
  ) {
    machine = ConnectionStateMachine(role: role, limits: limits)
    reader = FrameReader(
      receiverRole: role,
      frameBytesMax: limits.frameBytesMax,
      acceptsCompressed: limits.acceptsCompressed
    )
    facts = ConnectionFacts(peer: peer, identity: identity, time: runQueue.driver)
    conduct = PeerConduct(limits: limits, nowNanoseconds: runQueue.driver.nowNanoseconds)
    self.runQueue = runQueue
    self.logger = logger
    self.agent = agent
    // A client's greeting comes before anything else that is encoded, also before the transport is ready. A server says
    // nothing before it has the client's preface: whoever connects by mistake hears nothing.
    if role == .client {
      hasGreeted = true
      machine.writeGreeting(agent: agent, into: &outbound)
    }
  }

  func start(_ transport: any ConnectionTransport) {
    self.transport = transport
    lastReceivedNanoseconds = facts.time.nowNanoseconds
    requestFlush()
    startTimer(afterMilliseconds: limits.handshakeTimeoutMilliseconds)
  }

  /// The peer has sent its whole preface.
  private func peerProvedItself() {
    hasPeerPreface = true
    if !hasGreeted { greet() }
  }

  private func greet() {
    hasGreeted = true
    machine.writeGreeting(agent: agent, into: &outbound)
    delegate?.didGreet()
    requestFlush()
  }

  // MARK: Receiving

  func receive(_ bytes: UnsafeRawBufferPointer) {
    if isClosed || closesAfterFlush { return }
    isAwaitingPong = false
    receivedByteCount &+= UInt64(bytes.count)
    lastReceivedNanoseconds = runQueue.readClock()
    let violation = reader.read(bytes) { header, body in
      // What is gathered after a whole frame was begun by these bytes.
      self.frameBegunNanoseconds = nil
      self.receive(header, body)
      return !self.isClosed && !self.closesAfterFlush
    }
    if reader.hasReadPreface { peerProvedItself() }
    if let violation { fail(violation) }
    watchIncompleteFrame()
    requestFlush()
  }

  private func receive(_ header: FrameHeader, _ body: UnsafeRawBufferPointer) {
    peerProvedItself()
    let event = machine.receive(header, body: body)
    if let violation = misconduct(event, header.type) { return fail(violation) }
    switch event {
    case .ignored:
      return
    case .violation(let violation):
      fail(violation)
    case .pingReceived(let opaque):
      outbound.appendPing(opaque: opaque, isAcknowledgement: true)
    case .pingAcknowledged(let opaque):
      delegate?.pingWasAnswered(opaque: opaque)
    case .hello(let settings):
      logger.debug("peer said hello", metadata: ["peer": "\(peer)", "agent": "\(settings.agent.prefix(100))"])
      // The handshake is done: from now on the timer watches for silence.
      startTimer(afterMilliseconds: limits.pingIntervalMilliseconds)
      delegate?.handle(event, header, body)
    default:
      delegate?.handle(event, header, body)
    }
    if outbound.count > limits.outboundBytesCeiling {
      fail(WireViolation(.outboundOverflow, "\(outbound.count) bytes wait for a peer that does not read them"))
    }
  }

  /// The violation in a frame that came once too often; nil for the frames of most calls, which are not counted.
  private func misconduct(_ event: ConnectionEvent, _ type: FrameType) -> WireViolation? {
    let now = lastReceivedNanoseconds
    switch event {
    case .creditGranted:
      return conduct.receivedCredit(dataFrameCount: machine.sentDataFrameCount, nowNanoseconds: now)
    case .pingReceived, .pingAcknowledged, .goAway:
      return conduct.receivedPing(nowNanoseconds: now)
    case .ignored where machine.role == .server:
      return misconduct(ignored: type)
    default:
      return nil
    }
  }

  /// The same for a frame without effect. What may cross the end of its stream on the way is explained by what was sent
  /// to the peer, whatever the rate: a proxy whose calls time out here and there at once cancels many that have ended.
  private func misconduct(ignored type: FrameType) -> WireViolation? {
    let now = lastReceivedNanoseconds
    switch type {
    case .credit:
      return conduct.receivedCredit(dataFrameCount: machine.sentDataFrameCount, nowNanoseconds: now)
    case .cancel:
      return conduct.cancelled(isRelayed: isPeerProxy, closeCount: machine.sentCloseCount, nowNanoseconds: now)
    default:
      return conduct.receivedIdleFrame(isRelayed: isPeerProxy, nowNanoseconds: now)
    }
  }

  /// The peer gave up a call that it might have waited for. Ends the connection when it does so without end.
  func noteRapidCancel(isRelayed: Bool) {
    let violation = conduct.cancelled(
      isRelayed: isRelayed,
      closeCount: machine.sentCloseCount,
      nowNanoseconds: lastReceivedNanoseconds
    )
    if let violation { fail(violation) }
  }

  /// A message of no bytes came, which takes no credit. Ends the connection when they come without end.
  func noteEmptyMessage() {
    let now = lastReceivedNanoseconds
    if let violation = conduct.receivedIdleFrame(isRelayed: isPeerProxy, nowNanoseconds: now) { fail(violation) }
  }

  /// The peer has closed its side, or the transport has failed.
  func receiveEnd(_ reason: String) {
    end(.lost(reason))
  }

  // MARK: Sending

  /// What was encoded goes out when the loop's cycle ends.
  func requestFlush() {
    if isFlushRequested || isClosed { return }
    isFlushRequested = true
    runQueue.flushLater(self)
  }

  func writabilityChanged() {
    requestFlush()
  }

  /// True while a message may be encoded straight into `outbound`.
  var hasRoom: Bool { outbound.count < limits.outboundBatchBytes && (transport?.isWritable ?? false) }

  /// True when so much waits for the peer that no more work is taken from it.
  var isCongested: Bool { outbound.count > limits.outboundBytesMax }

  /// Puts a stream with messages into the line of those that can send.
  func enterLine(_ stream: OutboundStream) {
    if stream.isInLine || stream.messages.isEmpty { return }
    stream.isInLine = true
    line.append(stream)
    requestFlush()
  }

  func flush() {
    isFlushRequested = false
    var batchCount = 0
    while !isClosed, let transport, transport.isWritable {
      fillBatch()
      if outbound.isEmpty { break }
      handOver(to: transport)
      tellOutboundListeners()
      batchCount += 1
      if batchCount == 4 && !line.isEmpty {
        // Others on the loop get their turn.
        isFlushRequested = true
        let core = Confined(self)
        runQueue.driver.execute { core.value.flush() }
        return
      }
    }
    accountOutbound()
    if closesAfterFlush && outbound.isEmpty { end(.finished) }
  }

  /// Gives everything encoded to the transport.
  private func handOver(to transport: any ConnectionTransport) {
    swap(&outbound, &departing)
    sentByteCount &+= UInt64(departing.count)
    departing.withBytes { transport.write($0) }
    departing.removeAll()
    // The same memory again, which the processor still has at hand; the other one stays small.
    if outbound.isEmpty { swap(&outbound, &departing) }
  }

  /// Counts what the transport did not take. Nothing to do where it took all, as it mostly does.
  private func accountOutbound() {
    let waiting = isClosed ? 0 : outbound.count
    if waiting == accountedByteCount { return }
    outboundAccount?.charge(waiting - accountedByteCount)
    accountedByteCount = waiting
  }

  /// Tells `listener` once, when all that is encoded now has left. What a transport holds itself is bounded: it is not
  /// writable while it holds much.
  func notifyWhenOutboundHasLeft(_ listener: any OutboundListener) {
    outboundListeners.append(listener)
  }

  private func tellOutboundListeners() {
    if outboundListeners.isEmpty { return }
    let listeners = outboundListeners
    outboundListeners.removeAll(keepingCapacity: true)
    for listener in listeners { listener.outboundHasLeft() }
  }

  /// One frame of each stream in line, in turn, until the batch is full.
  private func fillBatch() {
    while outbound.count < limits.outboundBatchBytes, let stream = line.popFirst() {
      stream.isInLine = false
      guard machine.isOpen(slot: stream.slot, stream: stream.stream), let message = stream.messages.first else {
        continue
      }
      let progress = machine.writeFragment(
        slot: stream.slot,
        message: UnsafeRawBufferPointer(message.bytes),
        offset: &message.offset,
        endsStream: message.endsStream,
        isCompressed: message.isCompressed,
        into: &outbound
      )
      switch progress {
      case .blocked:
        continue
      case .partial:
        enterLine(stream)
      case .complete:
        stream.messages.removeFirst()
        enterLine(stream)
        let whenDone = message.whenDone
        message.whenDone = nil
        whenDone?(true)
      }
    }
  }

  // MARK: Liveness

  func sendPing(opaque: UInt64) {
    outbound.appendPing(opaque: opaque, isAcknowledgement: false)
    requestFlush()
  }

  private func startTimer(afterMilliseconds milliseconds: Int) {
    timer?.cancel()
    timer = nil
    if milliseconds == 0 || isClosed { return }
    startTimer(afterNanoseconds: Int64(milliseconds) * 1_000_000)
  }

  private func startTimer(afterNanoseconds nanoseconds: Int64) {
    let core = Confined(self)
    timer = runQueue.driver.schedule(afterNanoseconds: nanoseconds) { core.value.timerFired() }
  }

  private func timerFired() {
    if isClosed { return }
    if closesAfterFlush {
      // The peer does not take the last bytes.
      end(.finished)
      return
    }
    guard machine.hasPeerHello else {
      fail(
        WireViolation(.handshakeTimeout, "no preface and HELLO within \(limits.handshakeTimeoutMilliseconds) ms")
      )
      return
    }
    let silence = facts.time.nowNanoseconds - lastReceivedNanoseconds
    let interval = Int64(limits.pingIntervalMilliseconds) * 1_000_000
    if isAwaitingPong {
      fail(WireViolation(.pingTimeout, "no sign of life within \(limits.pingTimeoutMilliseconds) ms after a ping"))
    } else if silence >= interval {
      isAwaitingPong = true
      sendPing(opaque: ConnectionCore.livenessPing)
      startTimer(afterMilliseconds: limits.pingTimeoutMilliseconds)
    } else {
      startTimer(afterNanoseconds: interval - silence)
    }
  }

  /// Bytes keep a connection alive, so that a frame which never ends has to be watched by itself.
  private func watchIncompleteFrame() {
    if reader.gatheredByteCount == 0 {
      frameBegunNanoseconds = nil
    } else if frameBegunNanoseconds == nil {
      frameBegunNanoseconds = lastReceivedNanoseconds
      if frameTimer == nil { startFrameTimer(afterNanoseconds: frameTimeoutNanoseconds) }
    }
  }

  private var frameTimeoutNanoseconds: Int64 { Int64(limits.frameTimeoutMilliseconds) * 1_000_000 }

  private func startFrameTimer(afterNanoseconds nanoseconds: Int64) {
    if isClosed { return }
    let core = Confined(self)
    frameTimer = runQueue.driver.schedule(afterNanoseconds: nanoseconds) { core.value.frameTimerFired() }
  }

  private func frameTimerFired() {
    frameTimer = nil
    guard !isClosed, !closesAfterFlush, let begun = frameBegunNanoseconds else { return }
    let left = begun + frameTimeoutNanoseconds - facts.time.nowNanoseconds
    if left > 0 { return startFrameTimer(afterNanoseconds: left) }
    fail(WireViolation(.frameTimeout, "a frame was begun and not ended within \(limits.frameTimeoutMilliseconds) ms"))
  }

  /// What a ping for liveness carries; any received byte is as good as its answer.
  static let livenessPing: UInt64 = 0

  // MARK: Ending

  /// Ends the connection because of a breach: told to the peer where it makes sense, logged once.
  func fail(_ violation: WireViolation) {
    if isClosed || closesAfterFlush { return }
    logger.info(
      "connection closed",
      metadata: ["peer": "\(peer)", "reason": "\(violation.reason.rawValue)", "detail": "\(violation.message)"]
    )
    if hasPeerPreface {
      machine.writeGoAway(code: violation.goAwayCode, reason: violation.description, into: &outbound)
    }
    if let transport, transport.isWritable { handOver(to: transport) }
    end(.violation(violation))
  }

  /// Ends the connection once everything encoded so far has left. No frame is read any more.
  func closeAfterFlush() {
    closesAfterFlush = true
    requestFlush()
  }

  func end(_ reason: ConnectionEnd) {
    if isClosed { return }
    isClosed = true
    timer?.cancel()
    timer = nil
    frameTimer?.cancel()
    frameTimer = nil
    for stream in line { stream.isInLine = false }
    line.removeAll()
    outboundListeners.removeAll()
    accountOutbound()
    transport?.close()
    transport = nil
    let delegate = delegate
    self.delegate = nil
    delegate?.didClose(reason)
  }
}
