import Messages
import TestSupport
import Testing
import Wire

/// Two state machines that talk to each other through bytes.
struct Pair: ~Copyable {
  var client: ConnectionStateMachine
  var server: ConnectionStateMachine
  var toServer = OutboundBuffer()
  var toClient = OutboundBuffer()

  init(_ limits: WireLimits = .tiny) {
    client = ConnectionStateMachine(role: .client, limits: limits)
    server = ConnectionStateMachine(role: .server, limits: limits)
    client.writeGreeting(agent: "test", into: &toServer)
    server.writeGreeting(agent: "test", into: &toClient)
    for buffer in [toServer.bytes, toClient.bytes] {
      #expect(buffer.starts(with: Preface.bytes))
    }
    _ = Pair.receive(&server, toServer.bytes, hasPreface: true)
    _ = Pair.receive(&client, toClient.bytes, hasPreface: true)
    toServer.removeAll()
    toClient.removeAll()
  }

  private static func receive(
    _ machine: inout ConnectionStateMachine,
    _ bytes: [UInt8],
    hasPreface: Bool = false
  ) -> [ConnectionEvent] {
    let (frames, violation) = ReadFrame.read(bytes, role: machine.role, hasPreface: hasPreface)
    #expect(violation == nil)
    return frames.map { frame in frame.body.withUnsafeBytes { machine.receive(frame.header, body: $0) } }
  }

  /// What the server makes of what the client has sent.
  mutating func atServer() -> [ConnectionEvent] {
    let bytes = toServer.bytes
    toServer.removeAll()
    return Pair.receive(&server, bytes)
  }

  /// What the client makes of what the server has sent.
  mutating func atClient() -> [ConnectionEvent] {
    let bytes = toClient.bytes
    toClient.removeAll()
    return Pair.receive(&client, bytes)
  }

  /// Opens a stream at both sides.
  mutating func open(credit: UInt32 = 512) -> (client: Int, server: Int) {
    let slot = client.writeOpen(
      prelude: OpenPrelude(responseCredit: credit),
      meta: UnsafeRawBufferPointer(start: nil, count: 0),
      message: nil,
      endsStream: false,
      into: &toServer
    )
    guard case .opened(let serverSlot, _, _)? = atServer().first else {
      Issue.record("the stream was not opened")
      return (slot, -1)
    }
    return (slot, serverSlot)
  }
}

@Suite struct StateMachineTests {
  private func violation(_ events: [ConnectionEvent]) -> WireViolation.Reason? {
    if case .violation(let violation)? = events.last { violation.reason } else { nil }
  }

  @Test("a message of any size arrives in fragments that add up, whatever the credit", arguments: [1, 3, 64, 252, 512])
  func fragments(_ credit: Int) throws {
    for size in [0, 1, 2, 63, 64, 251, 252, 253, 256, 257, 511, 512, 513, 1023, 1024] {
      var pair = Pair()
      let slots = pair.open(credit: UInt32(credit))
      let message = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
      var offset = 0
      var received: [UInt8] = []
      var isComplete = false
      for _ in 0..<5000 where !isComplete {
        let progress = message.withUnsafeBytes {
          pair.server.writeFragment(slot: slots.server, message: $0, offset: &offset, into: &pair.toClient)
        }
        let bytes = pair.toClient.bytes
        let (frames, _) = ReadFrame.read(bytes, role: .client, hasPreface: false)
        for (event, frame) in zip(pair.atClient(), frames) {
          guard case .data(_, let fragment) = event else {
            Issue.record("\(event)")
            continue
          }
          received += frame.data[fragment.byteOffset...]
          if fragment.isFirst { #expect(fragment.messageByteCount == size) }
          if fragment.isLast { isComplete = true }
          #expect(frame.header.length <= 256)
        }
        pair.client.writeCredit(slot: slots.client, consumed: 0, into: &pair.toServer)
        _ = pair.atServer()
        if progress == .complete { break }
      }
      #expect(isComplete, "\(size) bytes")
      #expect(received == message)
    }
  }

  @Test("complete messages that nobody takes stop the sender after one window; taking them starts it again")
  func backpressure() {
    var pair = Pair()
    let slots = pair.open()
    let message = [UInt8](repeating: 7, count: 100)
    func send(_ pair: inout Pair) -> Int {
      var count = 0
      while count < 100 {
        var offset = 0
        let progress = message.withUnsafeBytes {
          pair.server.writeFragment(slot: slots.server, message: $0, offset: &offset, into: &pair.toClient)
        }
        if progress != .complete { return count }
        count += 1
        #expect(violation(pair.atClient()) == nil)
        pair.client.writeCredit(slot: slots.client, consumed: 0, into: &pair.toServer)
        _ = pair.atServer()
      }
      return count
    }
    #expect(send(&pair) == 5)
    #expect(pair.client.unconsumedByteCount(slot: slots.client) <= 512)
    pair.client.writeCredit(slot: slots.client, consumed: 300, into: &pair.toServer)
    _ = pair.atServer()
    #expect(pair.server.sendCredit(slot: slots.server) >= 300 - 12)
  }

  @Test("messages a little larger than a frame do not slip past the window")
  func slippingPast() {
    // The bytes of a large message are given back while it is incomplete. If they stayed given back, a queue of
    // complete messages could grow without end.
    var pair = Pair()
    let slots = pair.open()
    let message = [UInt8](repeating: 7, count: 400)
    var completeCount = 0
    var offset = 0
    for _ in 0..<200 {
      let progress = message.withUnsafeBytes {
        pair.server.writeFragment(slot: slots.server, message: $0, offset: &offset, into: &pair.toClient)
      }
      if progress == .complete {
        completeCount += 1
        offset = 0
      }
      #expect(violation(pair.atClient()) == nil)
      pair.client.writeCredit(slot: slots.client, consumed: 0, into: &pair.toServer)
      _ = pair.atServer()
    }
    #expect(completeCount <= 3)
  }

  @Test("data beyond the credit ends the connection; data up to it does not")
  func creditExceeded() {
    var pair = Pair()
    _ = pair.open(credit: 100)
    for (size, isFine) in [(100, true), (1, false)] {
      _ = pair.toClient.appendFrame(.data, flags: .hasMessage, stream: 1, dataLength: size)
      #expect(violation(pair.atClient()) == (isFine ? nil : .creditExceeded))
    }
  }

  @Test("a stream beyond the limit is refused as not processed, and the others live on")
  func streamLimit() {
    var pair = Pair()
    for _ in 0..<4 { _ = pair.open() }
    #expect(pair.client.openObstacle == .streamLimit)
    let empty = UnsafeRawBufferPointer(start: nil, count: 0)
    let prelude = OpenPrelude(responseCredit: 1)
    pair.toServer.appendOpen(stream: 9, prelude: prelude, meta: empty, message: nil, endsStream: true)
    guard case .openRefused(9, .tooManyStreams)? = pair.atServer().first else {
      Issue.record("not refused")
      return
    }
    #expect(pair.server.openStreamCount == 4)
  }

  @Test("after the final GOAWAY later streams are refused and earlier ones finish")
  func goAway() {
    var pair = Pair()
    let slots = pair.open()
    pair.server.writeGoAway(lastStream: ConnectionStateMachine.noLastStream, reason: "end", into: &pair.toClient)
    // The client has not heard of it yet: its stream is still taken.
    let second = pair.open()
    pair.server.writeGoAway(reason: "end", into: &pair.toClient)
    let empty = UnsafeRawBufferPointer(start: nil, count: 0)
    let prelude = OpenPrelude(responseCredit: 1)
    pair.toServer.appendOpen(stream: 5, prelude: prelude, meta: empty, message: nil, endsStream: true)
    guard case .openRefused(5, .draining)? = pair.atServer().first else {
      Issue.record("not refused")
      return
    }
    let told = pair.atClient().compactMap { if case .goAway(let last, _, _) = $0 { last } else { nil as UInt32? } }
    #expect(told == [UInt32.max, 3])
    #expect(pair.client.openObstacle == .goingAway)
    for slot in [slots.server, second.server] {
      pair.server.writeClose(slot: slot, status: CloseStatus(code: 0), into: &pair.toClient)
    }
    #expect(pair.atClient().count == 2)
    #expect(pair.client.openStreamCount == 0)
  }

  @Test("slots are used again and streams are found, through many opens and closes in random order")
  func streamTable() {
    var generator = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0 ... .max, using: &generator)
    var random = SeededGenerator(seed: seed)
    var limits = WireLimits.standard
    limits.streamsMax = 300
    var pair = Pair(limits)
    var open: [UInt32: Int] = [:]
    for _ in 0..<3000 {
      if open.count < 250 && Bool.random(using: &random) || open.isEmpty {
        let slots = pair.open()
        open[pair.server.lastStream] = slots.server
      } else if let (stream, slot) = open.randomElement(using: &random) {
        #expect(pair.server.isOpen(slot: slot, stream: stream), "seed \(seed)")
        pair.server.writeClose(slot: slot, status: CloseStatus(code: 0), into: &pair.toClient)
        _ = pair.atClient()
        open[stream] = nil
      }
    }
    #expect(Set(open.values).count == open.count, "seed \(seed)")
    for (stream, slot) in open { #expect(pair.server.slot(of: stream) == slot, "seed \(seed)") }
    #expect(pair.server.openStreamCount == open.count)
    #expect(pair.client.openStreamCount == open.count)
  }

  @Test("a relay passes fragments on byte for byte, and cuts them anew for a smaller frame limit")
  func relaying() throws {
    for size in [0, 1, 200, 252, 256, 300, 1000] {
      var upstream = Pair()
      let source = upstream.open(credit: 1024)
      var limits = WireLimits.tiny
      limits.frameBytesMax = 64
      limits.assumedPeer.frameBytesMax = 64
      for downstreamLimits in [WireLimits.tiny, limits] {
        var downstream = Pair(downstreamLimits)
        let target = downstream.open(credit: 1024)
        let message = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        var received: [UInt8] = []
        var offset = 0
        var progress = SendProgress.partial
        while progress == .partial {
          progress = message.withUnsafeBytes {
            upstream.server.writeFragment(slot: source.server, message: $0, offset: &offset, into: &upstream.toClient)
          }
          let (frames, _) = ReadFrame.read(upstream.toClient.bytes, role: .client, hasPreface: false)
          for (event, frame) in zip(upstream.atClient(), frames) {
            guard case .data(_, let fragment) = event else { continue }
            Array(frame.data[fragment.byteOffset...]).withUnsafeBytes {
              downstream.server.writeRelayed(slot: target.server, fragment, $0, into: &downstream.toClient)
            }
          }
          upstream.client.writeCredit(slot: source.client, increment: 300, into: &upstream.toServer)
          _ = upstream.atServer()
        }
        let (frames, _) = ReadFrame.read(downstream.toClient.bytes, role: .client, hasPreface: false)
        for (event, frame) in zip(downstream.atClient(), frames) {
          guard case .data(_, let fragment) = event else {
            Issue.record("\(event)")
            continue
          }
          received += frame.data[fragment.byteOffset...]
        }
        #expect(received == message)
        _ = upstream.client.unconsumedByteCount(slot: source.client)
      }
    }
  }

  @Test("the method of an OPEN is found without decoding the rest")
  func openMetadata() {
    var metadata = RpcV1.OpenMetadata()
    metadata.method = "a.v1.B/C"
    func view(_ bytes: [UInt8]) -> (method: String, service: String?, hasOtherFields: Bool)? {
      bytes.withUnsafeBytes { raw in
        OpenMetadataView(raw).map { view in
          (
            String(decoding: view.method, as: UTF8.self),
            view.service.map { String(decoding: $0, as: UTF8.self) },
            view.hasOtherFields
          )
        }
      }
    }
    #expect(view(metadata.encodedBytes())?.method == "a.v1.B/C")
    #expect(view(metadata.encodedBytes())?.service == "a.v1.B")
    #expect(view(metadata.encodedBytes())?.hasOtherFields == false)
    metadata.traceparent = "00-1"
    #expect(view(metadata.encodedBytes())?.hasOtherFields == true)
    #expect(view([])?.method == "")
    // A proxy may append: the last method counts, as in any protobuf merge.
    #expect(view(metadata.encodedBytes() + [0x0A, 0x01, 0x78])?.method == "x")
    for bad: [UInt8] in [
      [0xFF], [0x0A], [0x0A, 0x05, 0x61], [0x00, 0x01], [0x0B], [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
    ] {
      #expect(view(bad) == nil, "\(bad)")
    }
    // Every cut of good bytes is refused or shorter, and reads nothing beyond it.
    let bytes = metadata.encodedBytes()
    for count in 0..<bytes.count { _ = view(Array(bytes[..<count])) }
  }
}
