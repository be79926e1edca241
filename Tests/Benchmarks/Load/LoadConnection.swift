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
    let violation = reader.read(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { header, body in
      self.handle(header, body)
      return true
    }
    flush()
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
      var offset = 0
      while offset < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        let sent = send(descriptor, rest.baseAddress, rest.count, CInt(MSG_NOSIGNAL))
        if sent > 0 {
          offset += sent
        } else {
          // The socket is full: little is ever sent, so waiting a moment is simplest.
          var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          if poll(&waiting, 1, 1000) <= 0 { return }
        }
      }
    }
    outbound.removeAll()
  }
}
