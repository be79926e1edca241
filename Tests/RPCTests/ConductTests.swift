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

  private var router: Router {
    var router = Router.standard
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
    let path = Method<Text, Text>(service: TestMethods.service, name: "Talk", kind: .bidirectional)
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
