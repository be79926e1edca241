import Glibc
import Messages
import Wire

/// One connection of the load: a plain socket, frames that were encoded beforehand, as many calls in flight as were
/// asked for. It does as little as it can, so that the server is what is measured.
final class LoadConnection {
  let descriptor: CInt
  private var reader = FrameReader(receiverRole: .client, frameBytesMax: WireLimits.standard.frameBytesMax)
  private var outbound = OutboundBuffer(capacity: 1 << 16)
  private let open: [UInt8]
  private let streamOffset: Int
  private var nextStream: UInt32 = 1
  private var startedNanoseconds: [UInt32: UInt64] = [:]
  private let inFlight: Int
  /// Whether a call that ends is followed by another at once.
  private let isClosedLoop: Bool
  private let creditStep: Int
  private var uncredited: [UInt32: Int] = [:]
  private(set) var endedCount = 0
  private(set) var messageCount = 0
  private(set) var byteCount = 0
  private(set) var failedCount = 0
  /// Calls that ended with RESOURCE_EXHAUSTED: the server had too much to do.
  private(set) var shedCount = 0
  /// Calls that were due and could not be sent, since too many were open.
  private(set) var unsentCount = 0
  /// Latencies of calls that ended well, or in any way in a closed loop, since the last `reset`, in nanoseconds.
  private(set) var latenciesNanoseconds: [UInt64] = []
  /// Latencies of the calls in `shedCount`.
  private(set) var shedLatenciesNanoseconds: [UInt64] = []
  var keepsLatencies = false
  #if TLS
    /// Encrypts; nil = plain.
    var secured: SecuredSocket?
  #endif

  init(descriptor: CInt, open: [UInt8], inFlight: Int, creditBytes: Int, isClosedLoop: Bool = true) {
    self.descriptor = descriptor
    self.open = open
    streamOffset = 4
    self.inFlight = inFlight
    self.isClosedLoop = isClosedLoop
    creditStep = creditBytes / 4
    ConnectionStateMachine(role: .client, limits: .standard).writeGreeting(agent: "benchmark-load", into: &outbound)
  }

  func start() {
    if isClosedLoop { for _ in 0..<inFlight { openCall(dueNanoseconds: Monotonic.nowNanoseconds) } }
    flush()
  }

  /// Opens a call that was due at a time of the schedule; `flush` sends it.
  func openDueCall(_ dueNanoseconds: UInt64) {
    guard startedNanoseconds.count < inFlight else {
      unsentCount += 1
      return
    }
    openCall(dueNanoseconds: dueNanoseconds)
  }

  /// True while bytes wait for the socket.
  var hasOutbound: Bool { !outbound.isEmpty }

  /// Only the greeting: an idle connection.
  func startIdle() {
    flush()
  }

  func reset() {
    endedCount = 0
    messageCount = 0
    byteCount = 0
    failedCount = 0
    shedCount = 0
    unsentCount = 0
    shedLatenciesNanoseconds.removeAll(keepingCapacity: true)
    latenciesNanoseconds.removeAll(keepingCapacity: true)
  }

  private func openCall(dueNanoseconds: UInt64) {
    let frame = outbound.appendUninitialized(byteCount: open.count)
    frame.copyBytes(from: open)
    frame.storeBytes(of: nextStream.bigEndian, toByteOffset: streamOffset, as: UInt32.self)
    startedNanoseconds[nextStream] = dueNanoseconds
    nextStream += 2
  }

  /// Reads what is there and answers it; false when the connection has ended.
  func handleReadable(_ buffer: UnsafeMutableRawBufferPointer) -> Bool {
    let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
    if count < 0 && errno == EAGAIN { return true }
    guard count > 0 else { return false }
    let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
    var isFine = true
    #if TLS
      if let secured {
        let isOpen = secured.receive(bytes) { isFine = self.read($0) && isFine }
        flush()
        return isOpen && isFine
      }
    #endif
    isFine = read(bytes)
    flush()
    return isFine
  }

  private func read(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let violation = reader.read(bytes) { header, body in
      self.handle(header, body)
      return true
    }
    return violation == nil
  }

  private func handle(_ header: FrameHeader, _ body: UnsafeRawBufferPointer) {
    switch header.type {
    case .close:
      endedCount += 1
      noteEnd(header.stream, code: body[0])
      uncredited[header.stream] = nil
      if isClosedLoop { openCall(dueNanoseconds: Monotonic.nowNanoseconds) }
    case .data:
      // The server's messages take the credit of their stream; it is given back in quarters of the window.
      byteCount += body.count
      if !header.flags.contains(.more) { messageCount += 1 }
      let gathered = (uncredited[header.stream] ?? 0) + body.count
      if gathered >= creditStep {
        outbound.appendCredit(stream: header.stream, increment: UInt32(gathered))
        uncredited[header.stream] = 0
      } else {
        uncredited[header.stream] = gathered
      }
    case .ping where !header.flags.contains(.acknowledgement):
      outbound.appendPing(opaque: 0, isAcknowledgement: true)
    default:
      break
    }
  }

  private func noteEnd(_ stream: UInt32, code: UInt8) {
    if code != 0 { failedCount += 1 }
    let isShed = code == LoadConnection.resourceExhausted
    if isShed { shedCount += 1 }
    guard let started = startedNanoseconds.removeValue(forKey: stream), keepsLatencies else { return }
    let latency = Monotonic.nowNanoseconds - started
    if isShed {
      shedLatenciesNanoseconds.append(latency)
    } else if code == 0 || isClosedLoop {
      latenciesNanoseconds.append(latency)
    }
  }

  private static let resourceExhausted: UInt8 = 8

  /// Sends what the socket takes; the rest waits.
  func flush() {
    if outbound.isEmpty { return }
    #if TLS
      if let secured {
        outbound.withBytes { _ = secured.send($0) }
        outbound.removeAll()
        return
      }
    #endif
    let taken = outbound.withBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        let sent = send(descriptor, rest.baseAddress, rest.count, CInt(MSG_NOSIGNAL))
        if sent <= 0 { break }
        offset += sent
      }
      return offset
    }
    if taken > 0 { outbound.removeFirst(taken) }
  }
}
