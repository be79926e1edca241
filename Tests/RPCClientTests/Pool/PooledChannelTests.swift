import Synchronization
import TestSupport
import Testing

@testable import RPC

@Suite("The pool as a channel")
struct PooledChannelTests {
  private static func configuration(
    _ policy: PickPolicy = .roundRobin,
    _ change: (inout PoolConfiguration) -> Void = { _ in }
  ) -> PoolConfiguration {
    var configuration = PoolConfiguration()
    configuration.policy = policy
    change(&configuration)
    return configuration
  }

  @Test("calls go to the members in turn, and nothing is connected before the first one")
  func turns() async throws {
    let pool = PoolUnderTest(["a", "b"], Self.configuration())
    #expect(pool["a"].connectCount == 0)
    for _ in 0..<10 { try await pool.channel.call() }
    #expect(pool.callCounts("a", "b") == [5, 5])
    #expect(pool.state(of: "a")?.callCount == 5)
    #expect(pool.state(of: "a")?.callsInFlight == 0)
  }

  @Test("pools that connect at once do")
  func connectsAtOnce() {
    let pool = PoolUnderTest(["a", "b"], Self.configuration { $0.connectsAtOnce = true })
    #expect(pool["a"].connectCount > 0)
    #expect(pool.state(of: "b")?.connectivity == .ready)
  }

  @Test("a call waits for the first list and for a member to become ready")
  func waiting() async throws {
    let pool = PoolUnderTest([], Self.configuration()) { FakeChannel($0.endpoint, connectsTo: .connecting) }
    async let answer = pool.channel.call()
    await eventually { pool.channel.waitingCallCount == 1 }
    pool.resolver.tell("a")
    #expect(pool["a"].connectCount > 0)
    pool["a"].setConnectivity(.ready)
    _ = try await answer
    #expect(pool["a"].calls.count == 1)
  }

  @Test("when no member can be reached, a call fails at once with UNAVAILABLE and why")
  func unreachable() async {
    let pool = PoolUnderTest(["a", "b"], Self.configuration()) {
      FakeChannel($0.endpoint, connectsTo: .resting(reason: "\($0.endpoint) refuses"))
    }
    let error = await rpcError { try await pool.channel.call() }
    #expect(error?.code == .unavailable)
    #expect(error?.isNotProcessed == true)
    #expect(error?.message == "a refuses (and 1 more addresses)")
  }

  @Test("a call that waits for ready waits until a member can be reached")
  func patience() async throws {
    let pool = PoolUnderTest(["a"], Self.configuration()) {
      FakeChannel($0.endpoint, connectsTo: .resting(reason: "refused"))
    }
    async let answer = pool.channel.call(Methods.unsafe, .patient)
    await eventually { pool.channel.waitingCallCount == 1 }
    pool["a"].setConnectivity(.resting(reason: "refused again"))
    #expect(pool.channel.waitingCallCount == 1)
    pool["a"].setConnectivity(.ready)
    _ = try await answer
    #expect(pool["a"].calls.first?.waitsForReady == false, "the pool waits, its members do not")
  }

  @Test("a call that waits for ready waits again when its member is lost before it was sent")
  func patienceAgain() async throws {
    let pool = PoolUnderTest(["a", "b"], Self.configuration())
    pool["a"].fail(with: [.unreached])
    pool["b"].fail(with: [.unreached, .unreached])
    try await pool.channel.call(Methods.unsafe, .patient)
    #expect(pool.callCounts("a", "b").reduce(0, +) >= 2)
  }

  @Test("a call waits no longer than its time, and the member gets what is left of it")
  func waitingTime() async throws {
    let pool = PoolUnderTest(["a"], Self.configuration()) { FakeChannel($0.endpoint, connectsTo: .connecting) }
    let options = CallOptions(timeout: .milliseconds(500))
    // A call waits before its time is measured: the clock must not be moved in between.
    func isWaiting(afterTimers count: Int) -> Bool {
      pool.channel.waitingCallCount == 1 && pool.loop.pausesMilliseconds.count { $0 == 500 } == count
    }
    async let late = rpcError { try await pool.channel.call(Methods.safe, options) }
    await eventually { isWaiting(afterTimers: 1) }
    pool.loop.advance(milliseconds: 499)
    #expect(pool.channel.waitingCallCount == 1)
    pool.loop.advance(milliseconds: 1)
    #expect(await late?.code == .deadlineExceeded)
    #expect(await late?.isNotProcessed == true)

    async let answer = pool.channel.call(Methods.safe, options)
    await eventually { isWaiting(afterTimers: 2) }
    pool.loop.advance(milliseconds: 200)
    pool["a"].setConnectivity(.ready)
    _ = try await answer
    #expect(pool["a"].calls.last?.timeout == .milliseconds(300))
  }

  @Test("a call that is cancelled while it waits ends at once")
  func cancelledWaiting() async {
    let pool = PoolUnderTest([], Self.configuration())
    let task = Task { await rpcError { try await pool.channel.call() } }
    await eventually { pool.channel.waitingCallCount == 1 }
    task.cancel()
    let error = await task.value
    #expect(error?.code == .cancelled)
    #expect(pool.channel.waitingCallCount == 0)
  }

  @Test("no more calls wait than the limit allows")
  func waitingLimit() async {
    let pool = PoolUnderTest([], Self.configuration { $0.waitingCallsMax = 1 })
    let task = Task { await rpcError { try await pool.channel.call() } }
    await eventually { pool.channel.waitingCallCount == 1 }
    let error = await rpcError { try await pool.channel.call() }
    #expect(error?.code == .resourceExhausted)
    #expect(error?.isNotProcessed == true)
    task.cancel()
    _ = await task.value
  }

  @Test("a call that its member certainly did not process is given to another one, once")
  func repeatedElsewhere() async throws {
    let pool = PoolUnderTest(["a", "b", "c"], Self.configuration())
    for name in ["a", "b", "c"] { pool[name].fail(with: [.unreached]) }
    let error = await rpcError { try await pool.channel.call(Methods.unsafe) }
    #expect(error == .unreached)
    let calls = ["a", "b", "c"].flatMap { pool[$0].calls }
    #expect(calls.map(\.attempt).sorted() == [0, 1])
    #expect(pool.callCounts("a", "b", "c").max() == 1, "on different members")
    #expect(calls.allSatisfy { !$0.repeatsUnprocessed }, "the members do not repeat as well")
    try await pool.channel.call(Methods.unsafe)
    #expect(pool.callCounts("a", "b", "c").reduce(0, +) <= 5)
  }

  @Test(
    "a call is not given to another member when it may have been processed, or must not or not yet be repeated",
    arguments: [
      .refused, .pushback(.seconds(1)), RPCError(.unavailable, "", isNotProcessed: true, isNotRetryable: true),
      RPCError(.resourceExhausted, "", isNotProcessed: true, origin: .peer),
    ]
  )
  func notRepeated(error: RPCError) async {
    let pool = PoolUnderTest(["a", "b"], Self.configuration())
    for name in ["a", "b"] { pool[name].fail(with: [error]) }
    #expect(await rpcError { try await pool.channel.call() } == error)
    #expect(pool.callCounts("a", "b").reduce(0, +) == 1)
  }

  @Test("a call whose options forbid it is not repeated by the pool")
  func repetitionForbidden() async {
    let pool = PoolUnderTest(["a", "b"], Self.configuration())
    for name in ["a", "b"] { pool[name].fail(with: [.unreached]) }
    var options = CallOptions()
    options.repeatsUnprocessed = false
    #expect(await rpcError { try await pool.channel.call(Methods.safe, options) } == .unreached)
    #expect(pool.callCounts("a", "b").reduce(0, +) == 1)
  }

  @Test("a member that fails call after call is ejected, and its neighbours get the calls")
  func ejection() async throws {
    let pool = PoolUnderTest(["a", "b"], Self.configuration())
    pool["a"].setAnswer { _ throws(RPCError) in throw .refused }
    var failures = 0
    for _ in 0..<100 where await rpcError({ try await pool.channel.call() }) != nil { failures += 1 }
    #expect(failures == 5)
    #expect(pool.state(of: "a")?.isEjected == true)
    pool["a"].fail(with: [])
    pool.loop.advance(milliseconds: 30_000)
    #expect(pool.state(of: "a")?.isEjected == false)
    let before = pool["a"].calls.count
    for _ in 0..<10 { try await pool.channel.call() }
    #expect(pool["a"].calls.count == before + 5)
  }

  // MARK: Streams

  @Test("a stream belongs to its member until it ends, is cancelled, or is let go of")
  func streams() async throws {
    let pool = PoolUnderTest(["a"], Self.configuration())
    try await pool.channel.call()
    func inFlight() -> Int { pool.state(of: "a")?.callsInFlight ?? -1 }
    func open() throws -> any StreamingExchange {
      try pool.channel.stream(Methods.safeDownload, request: [1], options: CallOptions())
    }
    let ending = try open()
    #expect(inFlight() == 1)
    pool["a"].exchanges[0].answer([5])
    #expect(try await ending.nextResponse() == [5])
    #expect(inFlight() == 1)
    pool["a"].exchanges[0].end()
    #expect(try await ending.nextResponse() == nil)
    #expect(inFlight() == 0)
    try open().cancel()
    #expect(inFlight() == 0)
    #expect(pool["a"].exchanges[1].isCancelled)
    _ = try open()
    #expect(inFlight() == 0)
    let failing = try open()
    pool["a"].exchanges[3].end(.refused)
    #expect(await rpcError { try await failing.nextResponse() } == .refused)
    #expect(inFlight() == 0)
  }

  @Test("a stream that is opened while no member is ready waits, with what was asked of it")
  func waitingStream() async throws {
    let pool = PoolUnderTest([], Self.configuration())
    let exchange = try pool.channel.stream(Methods.safeUpload, request: nil, options: CallOptions())
    async let sent: Void = exchange.send([3], isCompressed: false)
    async let answer = exchange.nextResponse()
    await eventually { pool.channel.waitingCallCount == 1 }
    exchange.finishSending()
    pool.resolver.tell("a")
    try await sent
    let inner = pool["a"].exchanges[0]
    await inner.waitForFinish()
    #expect(inner.sent == [[3]])
    inner.answer([4])
    #expect(try await answer == [4])
    #expect(exchange.trailers["trailer"] == "fake")
    #expect(pool.state(of: "a")?.callsInFlight == 1)
  }

  @Test("a stream that no member can take tells that where its answers are read")
  func unreachableStream() async throws {
    let pool = PoolUnderTest(["a"], Self.configuration()) {
      FakeChannel($0.endpoint, connectsTo: .resting(reason: "refused"))
    }
    let exchange = try pool.channel.stream(Methods.safeUpload, request: nil, options: CallOptions())
    #expect(await rpcError { try await exchange.send([1], isCompressed: false) }?.code == .cancelled)
    #expect(await exchange.initialMetadata().isEmpty)
    #expect(await rpcError { try await exchange.nextResponse() }?.message == "refused")
  }

  @Test("a stream that is let go of while it waits leaves nothing behind")
  func droppedWaitingStream() async throws {
    let pool = PoolUnderTest([], Self.configuration())
    var exchange: (any StreamingExchange)? = try pool.channel.stream(
      Methods.safeUpload,
      request: nil,
      options: CallOptions()
    )
    #expect(pool.channel.waitingCallCount == 1)
    exchange?.cancel()
    #expect(pool.channel.waitingCallCount == 0)
    exchange = try pool.channel.stream(Methods.safeUpload, request: nil, options: CallOptions())
    #expect(pool.channel.waitingCallCount == 1)
    exchange = nil
    #expect(pool.channel.waitingCallCount == 0)
  }

  // MARK: The list and the end

  @Test("a member that leaves the list finishes its calls and is then closed")
  func leaving() async throws {
    let pool = PoolUnderTest(["a"], Self.configuration())
    try await pool.channel.call()
    let a = pool["a"]
    let exchange = try pool.channel.stream(Methods.safeDownload, request: [1], options: CallOptions())
    pool.resolver.tell("b")
    #expect(pool.channel.members.map(\.isLeaving) == [false, true])
    try await pool.channel.call()
    #expect(pool["b"].calls.count == 1)
    #expect(!a.isClosed)
    a.exchanges[0].end()
    #expect(try await exchange.nextResponse() == nil)
    await eventually { a.isClosed }
    #expect(pool.channel.members.map(\.address.endpoint) == ["b"])
  }

  @Test("closing ends the resolver, the members, and the calls that wait")
  func closing() async {
    let pool = PoolUnderTest(["a"], Self.configuration()) { FakeChannel($0.endpoint, connectsTo: .connecting) }
    let task = Task { await rpcError { try await pool.channel.call(Methods.safe, .patient) } }
    await eventually { pool.channel.waitingCallCount == 1 }
    await pool.channel.close()
    #expect(await task.value?.code == .unavailable)
    #expect(pool.resolver.isStopped)
    #expect(pool["a"].isClosed)
    let error = await rpcError { try await pool.channel.call(Methods.safe, .patient) }
    #expect(error?.message == "the channel was closed")
  }

  @Test("what a member says of its health decides whether it is called; a watch that fails is begun again")
  func health() async throws {
    let source = ScriptedHealth()
    let pool = PoolUnderTest(
      ["a", "b"],
      Self.configuration {
        $0.healthSource = source
        $0.connectsAtOnce = true
      },
      loop: StepLoop(skipsMillisecondsMax: 63)
    )
    await eventually { source.watchCount >= 2 }
    source.tell("a", .serving)
    source.tell("b", .notServing(reason: "draining"))
    for _ in 0..<4 { try await pool.channel.call() }
    #expect(pool.callCounts("a", "b") == [4, 0])
    source.fail("b")
    await eventually { source.watchCount >= 3 }
    #expect(pool.state(of: "b")?.health == .notServing(reason: "draining"), "what it said last holds")
    source.tell("b", .serving)
    for _ in 0..<4 { try await pool.channel.call() }
    #expect(pool.callCounts("a", "b") == [6, 2])
    pool["a"].setConnectivity(.connecting)
    await eventually { source.cancelledNames.contains("a") }
    #expect(pool.state(of: "a")?.health == nil)
  }
}

/// A health source that says what the test says.
private final class ScriptedHealth: MemberHealthSource {
  private struct Watch {
    let update: @Sendable (MemberHealth) -> Void
    let gate = Gate()
    var error: RPCError?
  }

  private struct State {
    var watches: [String: Watch] = [:]
    var watchCount = 0
    var cancelledNames: Set<String> = []
  }

  private let state = Mutex(State())

  var watchCount: Int { state.withLock { $0.watchCount } }
  var cancelledNames: Set<String> { state.withLock { $0.cancelledNames } }

  func tell(_ name: String, _ health: MemberHealth) {
    state.withLock { $0.watches[name] }?.update(health)
  }

  func fail(_ name: String) {
    let gate = state.withLock { state in
      state.watches[name]?.error = RPCError(.unavailable, "watch failed")
      return state.watches[name]?.gate
    }
    gate?.open()
  }

  func watch(_ channel: any Channel, update: @escaping @Sendable (MemberHealth) -> Void) async throws(RPCError) {
    let name = (channel as? FakeChannel)?.name ?? "?"
    let watch = Watch(update: update)
    state.withLock { state in
      state.watches[name] = watch
      state.watchCount += 1
    }
    await watch.gate.wait()
    let error = state.withLock { state in
      if Task.isCancelled { state.cancelledNames.insert(name) }
      return state.watches[name]?.error
    }
    if let error { throw error }
  }
}
