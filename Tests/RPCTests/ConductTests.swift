import Messages
import RPC
import RPCInProcess
import TestSupport
import Testing
import Wire

/// Goal: a peer that makes this side work for nothing is shown the door soon, and one that works hard never is.
/// Method: raw frames on a clock that the test moves; then real loads with caps that allow nothing but what was earned.
@Suite(.timeLimit(.minutes(1))) struct ConductTests {
  private static let never = Method<Text, Text>(service: TestMethods.service, name: "Never", kind: .unary)

  private static let talk = Method<Text, Text>(service: TestMethods.service, name: "Talk", kind: .bidirectional)

  /// Frames that cost their sender nothing, no stream and no credit, and do nothing.
  enum IdleFrame: CaseIterable {
    case unknownType, emptyMessage, lateData, lateCancel, lateCredit

    /// Stream 3 is over, stream 5 reads messages.
    var bytes: [UInt8] {
      RawConnection.encoded { buffer in
        switch self {
        case .unknownType: Self.add([0, 0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0], &buffer)
        case .emptyMessage: Self.add([0, 0, 0, 0, 0, 0, 0, 5, 4, 0x10, 0, 0], &buffer)
        case .lateData: Self.add([0, 0, 0, 1, 0, 0, 0, 3, 4, 0x10, 0, 0, 7], &buffer)
        case .lateCancel: buffer.appendCancel(stream: 3)
        case .lateCredit: buffer.appendCredit(stream: 3, increment: 1)
        }
      }
    }

    private static func add(_ frame: [UInt8], _ buffer: inout OutboundBuffer) {
      frame.withUnsafeBytes { buffer.append($0) }
    }
  }

  private var router: Router {
    var router = Router.standard
    router.bidirectional(ConductTests.talk) { requests, _, _ in
      for try await _ in requests {}
    }
    router.unary(ConductTests.never) { request, _ in
      await Gate().wait()
      return request
    }
    return router
  }

  private func ping(_ isAcknowledgement: Bool) -> [UInt8] {
    RawConnection.encoded { $0.appendPing(opaque: 7, isAcknowledgement: isAcknowledgement) }
  }

  private func cancel(_ stream: UInt32) -> [UInt8] {
    RawConnection.encoded { $0.appendCancel(stream: stream) }
  }

  /// The code and the reason of the GOAWAY among `frames`.
  private func goAway(_ raw: RawConnection) throws -> RpcV1.GoAway? {
    let frame = raw.frames().last { $0.header.type == .goAway }
    return try frame.map { try RpcV1.GoAway(decodingBytes: $0.data) }
  }

  @Test("a flood of pings, or of answers to none, ends the connection within a second", arguments: [false, true])
  func pingFlood(_ isAcknowledgement: Bool) throws {
    let raw = RawConnection(serverWith: router)
    raw.feed(RawConnection.greeting)
    while !raw.transport.isClosed && raw.loop.nowNanoseconds < 1_000_000_000 {
      raw.feed(ping(isAcknowledgement))
      raw.loop.advance(milliseconds: 1)
    }
    #expect(raw.transport.isClosed)
    let goAway = try goAway(raw)
    #expect(goAway?.code == 8)
    #expect(goAway?.reason.hasPrefix("ping_flood") == true)
  }

  @Test("a flood of GOAWAY ends the connection as well")
  func goAwayFlood() throws {
    let raw = RawConnection(serverWith: router)
    raw.feed(RawConnection.greeting)
    var machine = ConnectionStateMachine(role: .client, limits: .standard)
    let farewell = RawConnection.encoded { machine.writeGoAway(reason: "bye", into: &$0) }
    for _ in 0..<1_000 where !raw.transport.isClosed { raw.feed(farewell) }
    #expect(raw.transport.isClosed)
  }

  @Test("pings at every interval never end a connection")
  func patientPings() {
    let raw = RawConnection(serverWith: router)
    raw.feed(RawConnection.greeting)
    for _ in 0..<1_000 {
      raw.feed(ping(false))
      raw.loop.advance(milliseconds: 100)
    }
    #expect(!raw.transport.isClosed)
  }

  @Test("CREDIT that answers nothing ends the connection; the call it is for has done no harm")
  func creditFlood() throws {
    let raw = RawConnection(serverWith: router)
    raw.feed(RawConnection.greeting)
    raw.feed(RawConnection.open(1, ConductTests.never.path))
    let credit = RawConnection.encoded { $0.appendCredit(stream: 1, increment: 1) }
    var count = 0
    while !raw.transport.isClosed && count < 100_000 {
      raw.feed(credit)
      count += 1
    }
    #expect(count == WireLimits.standard.creditRate.burst + 1)
    let goAway = try goAway(raw)
    #expect(goAway?.code == 8)
    #expect(goAway?.reason.hasPrefix("credit_flood") == true)
  }

  @Test("frames that do nothing end the connection when they come without end", arguments: IdleFrame.allCases)
  func idleFlood(_ kind: IdleFrame) throws {
    let raw = RawConnection(serverWith: router)
    raw.feed(RawConnection.greeting)
    raw.feed(RawConnection.open(1, ConductTests.never.path, message: nil, endsStream: false))
    raw.feed(RawConnection.open(3, TestMethods.echoNow.path))
    raw.feed(RawConnection.open(5, ConductTests.talk.path, message: nil, endsStream: false))
    let frames = Array(repeating: kind.bytes, count: 64).joined()
    var count = 0
    while !raw.transport.isClosed && count < 200_000 {
      raw.feed(frames)
      count += 64
    }
    #expect(raw.transport.isClosed)
    let limits = WireLimits.standard
    let bursts: [IdleFrame: Int] = [
      .lateCancel: limits.cancelRate.burst, .lateCredit: limits.creditRate.burst,
    ]
    // The calls that were answered explain some.
    let burst = bursts[kind] ?? limits.idleFrameRate.burst
    #expect((burst...burst + 128).contains(count))
    #expect(try goAway(raw)?.code == 8)
  }

  @Test("frames that do nothing from behind a proxy are many clients' together", arguments: IdleFrame.allCases)
  func relayedIdleFrames(_ kind: IdleFrame) {
    let raw = RawConnection(serverWith: router)
    raw.feed(RawConnection.greeting)
    raw.feed(RawConnection.open(3, TestMethods.echoNow.path))
    raw.feed(RawConnection.open(5, ConductTests.talk.path, message: nil, endsStream: false, hops: 1))
    let frames = Array(repeating: kind.bytes, count: 64).joined()
    for _ in 0..<2 * WireLimits.standard.idleFrameRate.burst / 64 { raw.feed(frames) }
    // CREDIT is explained by DATA, whoever the peer is.
    #expect(raw.transport.isClosed == (kind == .lateCredit))
  }

  @Test("a proxy's cancellations that cross the answers never look like a flood")
  func lateCancelsOfAnsweredCalls() {
    var limits = WireLimits.standard
    limits.cancelRate = RateLimit(perSecond: 0, burst: 1)
    let raw = RawConnection(serverWith: router, limits: limits)
    raw.feed(RawConnection.greeting)
    for number in 0..<10_000 {
      let stream = UInt32(2 * number + 1)
      raw.feed(RawConnection.open(stream, TestMethods.echoNow.path) + cancel(stream))
    }
    #expect(!raw.transport.isClosed)
  }

  @Test("giving up calls that are refused at once is no better than giving up others")
  func cancelsOfRefusedCalls() throws {
    var limits = WireLimits.standard
    limits.runningHandlersMax = 1
    let raw = RawConnection(serverWith: router, limits: limits)
    raw.feed(RawConnection.greeting)
    raw.feed(RawConnection.open(1, ConductTests.never.path))
    var stream: UInt32 = 3
    while !raw.transport.isClosed && stream < 100_000 {
      raw.feed(RawConnection.open(stream, ConductTests.never.path) + cancel(stream))
      stream += 2
    }
    #expect(try goAway(raw)?.reason.hasPrefix("cancel_flood") == true)
  }

  @Test("a frame that is begun and never ended ends the connection, however often a byte of it comes")
  func endlessFrame() throws {
    let raw = RawConnection(serverWith: router)
    raw.feed(RawConnection.greeting)
    let open = RawConnection.open(1, TestMethods.echoNow.path, message: [UInt8](repeating: 65, count: 1_000))
    for byte in open.prefix(8) {
      raw.feed([byte])
      raw.loop.advance(milliseconds: 1_124)
      #expect(!raw.transport.isClosed)
    }
    raw.loop.advance(milliseconds: 8)
    #expect(raw.transport.isClosed)
    let goAway = try goAway(raw)
    #expect(goAway?.code == 14)
    #expect(goAway?.reason.hasPrefix("frame_timeout") == true)
  }

  @Test("frames that come in parts, one after the other, have their time each")
  func slowFrames() {
    let raw = RawConnection(serverWith: router)
    raw.feed(RawConnection.greeting)
    var rest: [UInt8] = []
    for number in 0..<20 {
      let frame = RawConnection.open(UInt32(2 * number + 1), TestMethods.echoNow.path)
      // The last bytes of one come with the first of the next: something is always there in part.
      raw.feed(rest + frame.prefix(20))
      rest = Array(frame.dropFirst(20))
      raw.loop.advance(milliseconds: 8_900)
    }
    #expect(!raw.transport.isClosed)
    raw.feed(rest)
    raw.loop.advance(milliseconds: 20_000)
    #expect(!raw.transport.isClosed)
  }

  @Test("opening and cancelling calls without end ends the connection")
  func rapidReset() throws {
    let raw = RawConnection(serverWith: router)
    raw.feed(RawConnection.greeting)
    var stream: UInt32 = 1
    while !raw.transport.isClosed && stream < 100_000 {
      raw.feed(RawConnection.open(stream, ConductTests.never.path) + cancel(stream))
      stream += 2
    }
    #expect(Int(stream / 2) == WireLimits.standard.cancelRate.burst + 1)
    let goAway = try goAway(raw)
    #expect(goAway?.code == 8)
    #expect(goAway?.reason.hasPrefix("cancel_flood") == true)
  }

  @Test("a caller whose calls time out may cancel them all; one whose timeouts are a pretext may not")
  func excusedCancels() {
    func closesAfter(timeoutMilliseconds: UInt64, ageMilliseconds: Int64) -> Bool {
      var limits = WireLimits.standard
      limits.cancelRate = RateLimit(perSecond: 0, burst: 10)
      let raw = RawConnection(serverWith: router, limits: limits)
      raw.feed(RawConnection.greeting)
      for number in 0..<100 where !raw.transport.isClosed {
        let stream = UInt32(2 * number + 1)
        let timeout = timeoutMilliseconds * 1_000_000
        raw.feed(RawConnection.open(stream, ConductTests.never.path, timeoutNanoseconds: timeout))
        raw.loop.advance(milliseconds: ageMilliseconds)
        raw.feed(cancel(stream))
      }
      return raw.transport.isClosed
    }
    #expect(!closesAfter(timeoutMilliseconds: 1_000, ageMilliseconds: 999))
    #expect(closesAfter(timeoutMilliseconds: 1_000, ageMilliseconds: 500))
    #expect(closesAfter(timeoutMilliseconds: 9, ageMilliseconds: 8))
  }

  @Test("cancelling is paid for by calls that are answered")
  func earnedCancels() {
    var limits = WireLimits.standard
    limits.cancelRate = RateLimit(perSecond: 0, burst: 2)
    let raw = RawConnection(serverWith: router, limits: limits)
    raw.feed(RawConnection.greeting)
    for number in 0..<10_000 where !raw.transport.isClosed {
      let stream = UInt32(4 * number + 1)
      raw.feed(RawConnection.open(stream, TestMethods.echoNow.path))
      raw.feed(RawConnection.open(stream + 2, ConductTests.never.path) + cancel(stream + 2))
    }
    #expect(!raw.transport.isClosed)
  }

  /// Caps that allow hardly more than what work earns: whatever the machine's speed, the clock forgives nothing.
  private var stingy: WireLimits {
    var limits = WireLimits.standard
    limits.pingRate = RateLimit(perSecond: 0, burst: 1)
    limits.creditRate = RateLimit(perSecond: 0, burst: 4)
    limits.cancelRate = RateLimit(perSecond: 0, burst: 1)
    limits.relayedCancelRate = RateLimit(perSecond: 0, burst: 1)
    limits.idleFrameRate = RateLimit(perSecond: 0, burst: 1)
    return limits
  }

  @Test("unary calls at full speed never look like a flood", arguments: [TransportKind.inProcess, .unix])
  func unaryLoad(_ kind: TransportKind) async throws {
    try await TestService.with(kind, router, limits: stingy) { channel in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<32 {
          group.addTask { for _ in 0..<300 { _ = try await channel.echo("x") } }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test(
    "streams in both directions at full speed never look like a flood",
    arguments: [TransportKind.inProcess, .unix],
    [1, 1_000, 100_000]
  )
  func streamLoad(_ kind: TransportKind, _ byteCount: Int) async throws {
    let path = ConductTests.talk
    var router = Router()
    router.bidirectional(path) { requests, writer, _ in
      for try await request in requests { try await writer.write(request) }
    }
    let messageCount = byteCount > 10_000 ? 100 : 3_000
    try await TestService.with(kind, router, limits: stingy) { channel in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 {
          group.addTask {
            let call = try await channel.bidirectional(path)
            let message = Text(String(repeating: "m", count: byteCount))
            async let received = call.responses.reduce(into: 0) { count, _ in count += 1 }
            for _ in 0..<messageCount { try await call.requests.write(message) }
            call.requests.finish()
            let count = try await received
            #expect(count == messageCount)
          }
        }
        try await group.waitForAll()
      }
    }
  }
}
