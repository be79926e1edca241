internal import Glibc
internal import Messages
internal import RPC
internal import RPCSocket
internal import Wire

/// One connection of a load: many calls at a time on a socket that is never waited for.
final class LoadConnection {
  enum State {
    /// No socket, or one that does not speak the protocol yet.
    case connecting
    case ready
    /// The other side takes no more calls; those that are open go on.
    case leaving
    case closed
  }

  let index: Int
  let endpoint: Endpoint
  private(set) var state = State.closed
  private var descriptor: CInt = -1
  private var secured: SecuredBytes?
  var reader = LoadConnection.newReader()
  var machine = LoadConnection.newMachine()
  var outbound = OutboundBuffer(capacity: 1 << 16)
  /// By the slot of the stream.
  var calls: [OpenCall] = []
  /// Requests that wait for credit or for the socket, by slot.
  var pending: [Int: PendingMessage] = [:]
  /// Slots of streams with further requests that can be encoded once the socket has taken what waits.
  var unfinishedSlots: Set<Int> = []
  private var wantsWrite = false
  private(set) var connectBeganNanoseconds: Int64 = 0
  /// Users of a closed loop that have something under way here.
  var userCount = 0
  unowned let loop: LoadLoop

  /// While more bytes than this wait for the socket, no more requests are encoded.
  static let outboundBytesMax = 1 << 20

  private static func newReader() -> FrameReader {
    FrameReader(receiverRole: .client, frameBytesMax: limits.frameBytesMax)
  }

  private static func newMachine() -> ConnectionStateMachine {
    ConnectionStateMachine(role: .client, limits: limits)
  }

  /// Answers are taken as they are: undoing compression would be the client's work, not the server's.
  static let limits: WireLimits = {
    var limits = WireLimits.standard
    limits.acceptsCompressed = false
    limits.streamWindowBytes = 1 << 20
    return limits
  }()

  init(index: Int, endpoint: Endpoint, loop: LoadLoop) {
    self.index = index
    self.endpoint = endpoint
    self.loop = loop
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Calls that are open.
  var openCallCount: Int { machine.openStreamCount }

  /// True when a call can be opened now.
  var takesCalls: Bool {
    state == .ready && machine.openObstacle == nil && outbound.count < LoadConnection.outboundBytesMax
  }

  // MARK: - Connecting

  /// Begins to connect.
  ///
  /// - Returns: False when the server's queue is full: it can be tried again.
  /// - Throws: ``SystemFailure`` when that cannot even begin.
  func connect() throws(SystemFailure) -> Bool {
    connectBeganNanoseconds = Monotonic.nowNanoseconds
    reader = LoadConnection.newReader()
    machine = LoadConnection.newMachine()
    outbound.removeAll()
    secured = nil
    if let security = loop.security { secured = try SecuredBytes(security, endpoint: endpoint) }
    guard let descriptor = try ClientSocket.connect(to: endpoint) else { return false }
    self.descriptor = descriptor
    state = .connecting
    machine.writeGreeting(agent: "ocop-load", into: &outbound)
    wantsWrite = true
    try loop.poll.add(descriptor, token: index, wantsWrite: true)
    return true
  }

  /// Ends the connection: what is open fails.
  func disconnect(_ reason: String) {
    guard state != .closed else { return }
    let wasConnecting = state == .connecting
    state = .closed
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    pending.removeAll()
    unfinishedSlots.removeAll()
    let now = Monotonic.nowNanoseconds
    for slot in machine.openSlots { loop.ended(self, take(slot), .unavailable, reason, nowNanoseconds: now) }
    machine = LoadConnection.newMachine()
    loop.disconnected(self, wasConnecting: wasConnecting, reason)
  }

  /// Takes the call of a slot out.
  func take(_ slot: Int) -> OpenCall {
    let call = calls[slot]
    calls[slot].iteration = nil
    calls[slot].answer = []
    return call
  }

  // MARK: - Bytes

  func handle(_ event: EventPoll.Event, _ buffer: UnsafeMutableRawBufferPointer) {
    if state == .closed { return }
    if event.isWritable, state == .connecting, let failure = ClientSocket.failure(of: descriptor) {
      disconnect(failure.description)
      return
    }
    if event.isReadable { receive(buffer) }
    if state != .closed { flush() }
  }

  private func receive(_ buffer: UnsafeMutableRawBufferPointer) {
    let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    guard count > 0 else {
      disconnect(
        count == 0 ? "the server closed the connection" : SystemFailure("the connection broke", errno).description
      )
      return
    }
    let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
    let now = Monotonic.nowNanoseconds
    guard let secured else {
      read(bytes, now)
      return
    }
    secured.unseal(bytes) { self.read($0, now) }
    if let failure = secured.failure { disconnect(failure) }
  }

  private func read(_ bytes: UnsafeRawBufferPointer, _ now: Int64) {
    var broken: WireViolation?
    let violation = reader.read(bytes) { header, body in
      broken = self.receive(header, body, now)
      return broken == nil && self.state != .closed
    }
    if let violation = violation ?? broken { disconnect("the server breaks the protocol: \(violation)") }
  }

  /// Sends what the socket takes; the rest waits.
  func flush() {
    pumpPending()
    if let secured {
      secured.seal(UnsafeRawBufferPointer(start: nil, count: 0)) { sealed.append($0) }
      if secured.isSecured, !outbound.isEmpty {
        outbound.withBytes { secured.seal($0) { sealed.append($0) } }
        outbound.removeAll()
      }
      if let failure = secured.failure {
        disconnect(failure)
        return
      }
      send(&sealed)
    } else {
      send(&outbound)
    }
  }

  /// Encrypted bytes that wait for the socket.
  private var sealed = OutboundBuffer(capacity: 64)

  private func send(_ buffer: inout OutboundBuffer) {
    var failure: CInt = 0
    let taken = buffer.withBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        let sent = Glibc.send(descriptor, rest.baseAddress, rest.count, CInt(MSG_NOSIGNAL))
        if sent < 0 {
          if errno != EAGAIN, errno != EINTR, errno != ENOTCONN { failure = errno }
          break
        }
        offset += sent
      }
      return offset
    }
    if taken > 0 { buffer.removeFirst(taken) }
    if failure != 0 {
      disconnect(SystemFailure("the connection broke", failure).description)
      return
    }
    let wanted = !buffer.isEmpty
    if wanted != wantsWrite {
      wantsWrite = wanted
      loop.poll.change(descriptor, token: index, wantsWrite: wanted)
    }
  }

  /// The peer's first words have come.
  func becameReady(_ now: Int64) {
    state = .ready
    loop.connected(self, setUpNanoseconds: now - connectBeganNanoseconds)
  }

  /// The peer wants no more calls.
  func becameLeaving() {
    if state == .ready { state = .leaving }
  }
}
