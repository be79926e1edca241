import Messages
import RPC
import TestSupport
import Testing
import Wire

/// A server's connection seen from its wire.
@Suite struct ConnectionTests {
  private var router: Router {
    var router = Router.standard
    router.unary(Method<Text, Text>(service: TestMethods.service, name: "Never", kind: .unary)) { request, _ in
      await Gate().wait()
      return request
    }
    return router
  }

  private static let never = "ocop.test.v1.Test/Never"

  @Test("a small unary call is one frame each way, and the answers of one read cycle leave together")
  func oneFrame() {
    let raw = RawConnection(serverWith: router)
    raw.feed(RawConnection.greeting)
    #expect(raw.frames().map(\.header.type) == [.hello])
    var calls: [UInt8] = []
    for number in 0..<10 {
      let method = number % 2 == 0 ? TestMethods.echoNow : TestMethods.echo
      calls += RawConnection.open(UInt32(2 * number + 1), method.path)
    }
    raw.runQueue.beginCycle()
    calls.withUnsafeBytes { raw.connection.receive($0) }
    #expect(raw.transport.written.isEmpty)
    raw.runQueue.finishCycle()
    let frames = raw.frames()
    #expect(frames.map(\.header.type) == [FrameType](repeating: .close, count: 10))
    #expect(Set(frames.map(\.header.stream)).count == 10)
    #expect(frames.allSatisfy { $0.header.flags == .hasMessage && $0.header.length == 8 })
  }

  @Test("a server says nothing before it has the whole preface")
  func silence() {
    let raw = RawConnection(serverWith: router)
    raw.feed(Preface.bytes.prefix(7))
    #expect(raw.transport.written.isEmpty)
    raw.feed(Preface.bytes.suffix(1))
    #expect(raw.frames().map(\.header.type) == [.hello])
  }

  @Test("a server keeps the deadline itself")
  func deadline() {
    let raw = RawConnection(serverWith: router)
    raw.feed(RawConnection.greeting)
    raw.feed(RawConnection.open(1, ConnectionTests.never, timeoutNanoseconds: 5_000_000_000))
    _ = raw.frames()
    raw.loop.advance(milliseconds: 4_999)
    #expect(raw.frames().isEmpty)
    raw.loop.advance(milliseconds: 2)
    let frames = raw.frames()
    #expect(frames.map(\.header.type) == [.close])
    #expect(frames.first?.meta.first == StatusCode.deadlineExceeded.rawValue)
  }

  @Test("a connection that does not say HELLO in time is closed", arguments: [0, 4, 8, 12])
  func handshake(_ byteCount: Int) {
    let raw = RawConnection(serverWith: router)
    raw.feed(RawConnection.greeting.prefix(byteCount))
    raw.loop.advance(milliseconds: 8_999)
    #expect(!raw.transport.isClosed)
    raw.loop.advance(milliseconds: 2)
    #expect(raw.transport.isClosed)
    // Who has not sent the whole preface gets nothing back.
    #expect(raw.frames().map(\.header.type) == (byteCount < 8 ? [] : [.hello, .goAway]))
  }

  @Test("silence is met with a ping, further silence with the end; any byte is a sign of life")
  func keepalive() {
    let raw = RawConnection(serverWith: router)
    raw.feed(RawConnection.greeting)
    _ = raw.frames()
    raw.loop.advance(milliseconds: 29_000)
    raw.feed(RawConnection.open(1, TestMethods.echoNow.path))
    #expect(raw.frames().map(\.header.type) == [.close])
    raw.loop.advance(milliseconds: 29_000)
    #expect(raw.frames().isEmpty)
    raw.loop.advance(milliseconds: 2_000)
    #expect(raw.frames().map(\.header.type) == [.ping])
    raw.feed([0])
    raw.loop.advance(milliseconds: 8_500)
    // The rest of a frame of a type that is skipped.
    raw.feed([0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0])
    raw.loop.advance(milliseconds: 11_501)
    #expect(!raw.transport.isClosed)
    raw.loop.advance(milliseconds: 19_000)
    #expect(raw.frames().map(\.header.type) == [.ping])
    raw.loop.advance(milliseconds: 20_001)
    #expect(raw.frames().map(\.header.type) == [.goAway])
    #expect(raw.transport.isClosed)
  }

  @Test("a drain has two phases: what crosses the first GOAWAY is served, what comes after the second is not processed")
  func drain() throws {
    let raw = RawConnection(serverWith: router)
    let server = try #require(raw.connection as? ServerConnection)
    raw.feed(RawConnection.greeting)
    raw.feed(RawConnection.open(1, ConnectionTests.never))
    _ = raw.frames()
    server.beginGracefulShutdown()
    raw.loop.drain()
    let first = raw.frames()
    #expect(first.map(\.header.type) == [.goAway, .ping])
    raw.feed(RawConnection.open(3, TestMethods.echoNow.path))
    #expect(raw.frames().map(\.header.flags) == [.hasMessage])
    let opaque = try #require(first.last?.data.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    raw.feed(RawConnection.encoded { $0.appendPing(opaque: opaque, isAcknowledgement: true) })
    let goAway = try RpcV1.GoAway(decodingBytes: try #require(raw.frames().first?.data))
    #expect(goAway.lastStream == 3)
    raw.feed(RawConnection.open(5, TestMethods.echoNow.path))
    let refused = try #require(raw.frames().first)
    #expect(refused.meta[0] == StatusCode.unavailable.rawValue)
    #expect(refused.meta[1] == CloseStatus.Flags.notProcessed.rawValue)
    #expect(!raw.transport.isClosed)
    raw.feed(RawConnection.encoded { $0.appendCancel(stream: 1) })
    #expect(raw.transport.isClosed)
  }

  @Test("a client that does not answer the ping of a drain is not waited for")
  func drainWithoutPong() throws {
    let raw = RawConnection(serverWith: router)
    let server = try #require(raw.connection as? ServerConnection)
    raw.feed(RawConnection.greeting)
    server.beginGracefulShutdown()
    raw.loop.advance(milliseconds: 999)
    #expect(!raw.transport.isClosed)
    raw.loop.advance(milliseconds: 2)
    #expect(raw.transport.isClosed)
  }

  @Test("a peer that does not read: calls are refused, then the connection ends, and memory stays bounded")
  func neverReading() {
    let raw = RawConnection(serverWith: router, limits: .tiny)
    raw.feed(RawConnection.greeting(role: .client, limits: .tiny))
    raw.transport.isWritable = false
    _ = raw.frames()
    var stream: UInt32 = 1
    while !raw.transport.isClosed && stream < 10_000 {
      raw.feed(RawConnection.open(stream, TestMethods.echoNow.path, message: Text("1234567890").encodedBytes()))
      stream += 2
    }
    #expect(raw.transport.isClosed)
    // 16 KiB wait at most; a refusal has some 80 bytes.
    #expect(stream < 1_000)
  }

  @Test("a large answer does not hold up a small one of another stream")
  func fairness() {
    var router = Router()
    router.immediate(TestMethods.echoNow) { request, _ in
      request.service.isEmpty ? Text(String(repeating: "x", count: 1000)) : request
    }
    let raw = RawConnection(serverWith: router, limits: .tiny)
    raw.feed(RawConnection.greeting(role: .client, limits: .tiny))
    _ = raw.frames()
    raw.feed(
      RawConnection.open(1, TestMethods.echoNow.path)
        + RawConnection.open(3, TestMethods.echoNow.path)
        + RawConnection.open(5, TestMethods.echoNow.path, message: Text("small").encodedBytes())
    )
    let streams = raw.frames().map(\.header.stream)
    #expect(streams.first == 5)
    #expect(streams.dropFirst().prefix(4) == [1, 3, 1, 3])
  }
}
