import Messages
import RPC
import RPCInProcess
import Synchronization
import TestSupport
import Testing
import Wire

/// Goal: a server takes on what its limits allow, over all connections, and says so to the others before any work.
@Suite(.timeLimit(.minutes(1))) struct ServerAdmissionTests {
  private static let check = Method<Text, Text>(service: "ocop.rpc.v1.Health", name: "Check", kind: .unary)
  private static let take = Method<Text, Text>(service: TestMethods.service, name: "Take", kind: .clientStreaming)

  /// Echo waits until it is let go; a health check and a stream as well.
  private func router(_ release: Gate, _ started: Gate? = nil) -> Router {
    var router = Router.standardExceptEcho
    router.unary(TestMethods.echo) { request, _ in
      started?.open()
      await release.wait()
      return request
    }
    router.unary(ServerAdmissionTests.check) { request, _ in request }
    router.clientStreaming(ServerAdmissionTests.take) { _, _ in
      await release.wait()
      return Text()
    }
    return router
  }

  private func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
    var limits = ServerLimits.standard
    change(&limits)
    return limits
  }

  private func connection(_ router: Router, _ admission: ServerAdmission? = nil) -> RawConnection {
    let raw = RawConnection(serverWith: router, admission: admission)
    raw.feed(RawConnection.greeting)
    _ = raw.frames()
    return raw
  }

  @Test("over the limit a unary call is refused at once: not processed, with a time to try again; health is not")
  func shedding() throws {
    let release = Gate()
    let admission = ServerAdmission(limits: limits { $0.concurrency = .fixed(2) }, time: TestLoop(), seed: 1)
    let raw = connection(router(release), admission)
    for stream in [UInt32(1), 3] { raw.feed(RawConnection.open(stream, TestMethods.echo.path)) }
    #expect(raw.frames().isEmpty)
    // Its request is no request at all: nobody looks at it.
    raw.feed(RawConnection.open(5, TestMethods.echo.path, message: [0xFF]))
    let refusal = try #require(raw.frames().first)
    let status = refusal.meta.withUnsafeBytes { CloseStatus(decoding: $0) }
    #expect(status.code == StatusCode.resourceExhausted.rawValue)
    #expect(status.flags == .notProcessed)
    #expect((10...2_000).contains(status.retryAfterMilliseconds))
    for path in [ServerAdmissionTests.check.path, TestMethods.echoNow.path] {
      raw.feed(RawConnection.open(path == TestMethods.echoNow.path ? 9 : 7, path))
      #expect(raw.frames().first?.meta.first == 0)
    }
    #expect(admission.snapshot.limitedCallCount == 2)
    #expect(admission.snapshot.shedCallCount == 1)
  }

  @Test("who calls now and then is not kept out by who calls as often as possible; the places kept for that are few")
  func shares() {
    let release = Gate()
    let limit = 16
    let admission = ServerAdmission(limits: limits { $0.concurrency = .fixed(limit) }, time: TestLoop(), seed: 1)
    let router = router(release)
    /// How many of so many calls are taken.
    func taken(_ raw: RawConnection, calls: Int) -> Int {
      for number in 0..<calls { raw.feed(RawConnection.open(UInt32(2 * number + 1), TestMethods.echo.path)) }
      return calls - raw.frames().count
    }
    let heavy = connection(router, admission)
    #expect(taken(heavy, calls: 20) == limit)
    // A third of the limit is the share of each of three, and half of that is far less.
    let light = [connection(router, admission), connection(router, admission), connection(router, admission)]
    #expect(taken(light[0], calls: 1) == 1)
    #expect(taken(light[1], calls: 20) == 3)
    // None of the four places is left.
    #expect(taken(light[2], calls: 20) == 0)
    #expect(taken(connection(router, admission), calls: 1) == 0)
    #expect(admission.snapshot.limitedCallCount == limit + 4)
  }

  @Test("streams neither count against the limit of unary calls nor are held back by it")
  func streams() {
    let release = Gate()
    let admission = ServerAdmission(limits: limits { $0.concurrency = .fixed(1) }, time: TestLoop(), seed: 1)
    let raw = connection(router(release), admission)
    for stream in [UInt32(1), 3] {
      raw.feed(RawConnection.open(stream, ServerAdmissionTests.take.path, message: nil, endsStream: false))
    }
    raw.feed(RawConnection.open(5, TestMethods.echo.path))
    raw.feed(RawConnection.open(7, ServerAdmissionTests.take.path, message: nil, endsStream: false))
    #expect(raw.frames().isEmpty)
    #expect(admission.snapshot.runningHandlerCount == 4)
    #expect(admission.snapshot.limitedCallCount == 1)
  }

  @Test("the limit of running handlers is one for all connections, and the places of ended calls are free again")
  func runningHandlers() async throws {
    let release = Gate()
    let serverLimits = limits { $0.runningHandlersMax = 1 }
    let loop = TestLoop()
    let admission = ServerAdmission(limits: serverLimits, time: loop, seed: 1)
    let (first, second) = (connection(router(release), admission), connection(router(release), admission))
    first.feed(RawConnection.open(1, TestMethods.echo.path))
    second.feed(RawConnection.open(1, TestMethods.echo.path))
    #expect(second.frames().first?.meta.first == StatusCode.resourceExhausted.rawValue)
    #expect(admission.snapshot.refusedCallCount == 1)
    release.open()
    first.feed([])
    #expect(first.frames().first?.meta.first == 0)
    #expect(admission.snapshot.runningHandlerCount == 0)
  }

  @Test("a method's own limit holds its calls only")
  func methodLimit() {
    let release = Gate()
    var router = router(release)
    router.limitRunningHandlers(of: TestMethods.echo, max: 1)
    let raw = connection(router)
    raw.feed(RawConnection.open(1, TestMethods.echo.path))
    raw.feed(RawConnection.open(3, TestMethods.echo.path))
    #expect(raw.frames().first?.meta.first == StatusCode.resourceExhausted.rawValue)
    raw.feed(RawConnection.open(5, ServerAdmissionTests.check.path))
    #expect(raw.frames().first?.meta.first == 0)
  }

  @Test("bytes of requests that wait are counted, bounded over all connections, and given back")
  func requestBytes() {
    let release = Gate()
    let admission = ServerAdmission(limits: limits { $0.requestBytesMax = 40_000 }, time: TestLoop(), seed: 1)
    let raw = connection(router(release), admission)
    raw.feed(RawConnection.open(1, ServerAdmissionTests.take.path, message: nil, endsStream: false))
    let message = RawConnection.encoded {
      let room = $0.appendFrame(.data, flags: .hasMessage, stream: 1, dataLength: 4_000)
      room.initializeMemory(as: UInt8.self, repeating: 0)
    }
    raw.feed(message)
    raw.feed(message)
    #expect(admission.snapshot.requestByteCount == 2 * 4_064)
    #expect(raw.frames().isEmpty)
    // One connection may hold a quarter.
    raw.feed(message)
    #expect(raw.frames().first { $0.header.type == .close }?.meta.first == StatusCode.resourceExhausted.rawValue)
    #expect(admission.snapshot.requestByteCount == 0)
  }

  @Test("bytes of answers that nobody takes are counted, stop new calls, and are given back")
  func answerBytes() {
    let admission = ServerAdmission(limits: limits { $0.answerBytesMax = 400_000 }, time: TestLoop(), seed: 1)
    var router = Router.standard
    router.unary(TestMethods.unknown) { _, _ in Text(String(repeating: "a", count: 300_000)) }
    let raw = connection(router, admission)
    // The answer is larger than the caller's credit of 262144 bytes.
    raw.feed(RawConnection.open(1, TestMethods.unknown.path))
    _ = raw.frames()
    #expect(admission.snapshot.answerByteCount >= 300_000)
    raw.feed(RawConnection.open(3, TestMethods.echo.path))
    #expect(raw.frames().first { $0.header.type == .close }?.meta.first == StatusCode.resourceExhausted.rawValue)
    raw.feed(RawConnection.encoded { $0.appendCancel(stream: 1) })
    #expect(admission.snapshot.answerByteCount == 0)
    raw.feed(RawConnection.open(5, TestMethods.echo.path))
    #expect(raw.frames().first?.meta.first == 0)
  }
}
