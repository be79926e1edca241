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
  private let creditStep: Int
  private var uncredited: [UInt32: Int] = [:]
  private(set) var endedCount = 0
  private(set) var messageCount = 0
  private(set) var byteCount = 0
  private(set) var failedCount = 0
  /// Latencies of ended calls since the last `reset`, in nanoseconds.
  private(set) var latenciesNanoseconds: [UInt64] = []
  var keepsLatencies = false
  #if TLS
    /// Encrypts; nil = plain.
    var secured: SecuredSocket?
  #endif

  init(descriptor: CInt, open: [UInt8], inFlight: Int, creditBytes: Int) {
    self.descriptor = descriptor
    self.open = open
    streamOffset = 4
    self.inFlight = inFlight
    creditStep = creditBytes / 4
    ConnectionStateMachine(role: .client, limits: .standard).writeGreeting(agent: "benchmark-load", into: &outbound)
  }

  func start() {
    for _ in 0..<inFlight { openCall() }
    flush()
  }

  /// Only the greeting: an idle connection.
  func startIdle() {
    flush()
  }

  func reset() {
    endedCount = 0
    messageCount = 0
    byteCount = 0
    latenciesNanoseconds.removeAll(keepingCapacity: true)
  }

  private func openCall() {
    let frame = outbound.appendUninitialized(byteCount: open.count)
    frame.copyBytes(from: open)
    frame.storeBytes(of: nextStream.bigEndian, toByteOffset: streamOffset, as: UInt32.self)
    startedNanoseconds[nextStream] = Monotonic.nowNanoseconds
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
      if body[0] != 0 { failedCount += 1 }
      if let started = startedNanoseconds.removeValue(forKey: header.stream), keepsLatencies {
        latenciesNanoseconds.append(Monotonic.nowNanoseconds - started)
      }
      uncredited[header.stream] = nil
      openCall()
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

  private func flush() {
    outbound.withBytes { bytes in
      #if TLS
        if let secured {
          _ = secured.send(bytes)
          return
        }
      #endif
      _ = PlainSocket.sendAll(bytes, to: descriptor)
    }
    outbound.removeAll()
  }
}
