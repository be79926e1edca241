import Synchronization
import Testing

@testable import RPC

@Suite("The channel that repeats calls")
struct RetryingChannelTests {
  /// Retries without jitter, on a clock that skips pauses.
  private static func retrying(
    _ inner: any Channel,
    _ change: (inout ServiceConfiguration, inout RetryPolicy) -> Void = { _, _ in },
    loop: StepLoop = StepLoop(skipsMillisecondsMax: 100_000)
  ) -> RetryingChannel {
    var configuration = ServiceConfiguration()
    var policy = RetryPolicy()
    policy.jitter = 0
    change(&configuration, &policy)
    if configuration.standard.repetition == .retry(RetryPolicy()) { configuration.standard.repetition = .retry(policy) }
    return RetryingChannel(around: inner, configuration: configuration, driver: loop, seed: 1)
  }

  @Test("a call that fails is made again after pauses, and its attempts are counted")
  func attempts() async throws {
    let inner = FakeChannel()
    inner.fail(with: [.refused, .refused])
    let loop = StepLoop(skipsMillisecondsMax: 1_000)
    let answer = try await Self.retrying(inner, loop: loop).call()
    #expect(answer.message == [1])
    #expect(inner.calls.map(\.attempt) == [0, 1, 2])
    #expect(inner.requests == [[7], [7], [7]])
    #expect(loop.pausesMilliseconds == [50, 100])
  }

  @Test("after the last attempt the caller gets its error, marked as not to be repeated")
  func lastAttempt() async {
    let inner = FakeChannel()
    inner.setAnswer { _ throws(RPCError) in throw .refused }
    let error = await rpcError { try await Self.retrying(inner).call() }
    #expect(inner.calls.count == 3)
    #expect(error?.code == .unavailable && error?.isNotRetryable == true)
  }

  @Test("a method that may not run twice is made again only when it was not processed")
  func unsafeMethod() async throws {
    let inner = FakeChannel()
    inner.fail(with: [.refused])
    #expect(await rpcError { try await Self.retrying(inner).call(Methods.unsafe) } == .refused)
    #expect(inner.calls.count == 1)
    inner.fail(with: [.unreached])
    try await Self.retrying(inner).call(Methods.unsafe)
    #expect(inner.calls.count == 3)
  }

  @Test("the attempts share the call's time; what is left of it goes with each")
  func sharedTime() async {
    let inner = FakeChannel()
    inner.setAnswer { _ throws(RPCError) in throw .refused }
    let loop = StepLoop(skipsMillisecondsMax: 1_000)
    let channel = Self.retrying(inner, loop: loop)
    let error = await rpcError { try await channel.call(Methods.safe, CallOptions(timeout: .milliseconds(120))) }
    #expect(inner.calls.map(\.timeout) == [.milliseconds(120), .milliseconds(70)])
    #expect(loop.pausesMilliseconds == [50], "it did not wait for a third one that would come too late")
    #expect(error?.code == .unavailable)
  }

  @Test("cancelling the caller ends the pause")
  func cancelledPause() async {
    let inner = FakeChannel()
    inner.fail(with: [.refused])
    let loop = StepLoop()
    let channel = Self.retrying(inner, loop: loop)
    let task = Task { await rpcError { try await channel.call() } }
    await loop.waitForPauses(1)
    task.cancel()
    #expect(await task.value?.code == .cancelled)
    #expect(inner.calls.count == 1)
  }

  @Test("when the budget is spent, calls fail at their first failure")
  func budget() async throws {
    let inner = FakeChannel()
    inner.setAnswer { _ throws(RPCError) in throw .refused }
    let channel = Self.retrying(inner) { configuration, _ in
      configuration.retryBudget.tokensMax = 10
      configuration.retryBudget.tokenRatio = 0.5
    }
    for _ in 0..<10 { _ = await rpcError { try await channel.call() } }
    // Failures 1 to 4 leave more than half: calls of 3 attempts, then of 2, then of 1.
    #expect(inner.calls.count == 3 + 2 + 8)
    #expect(channel.budgetTokens == 0)
    inner.fail(with: [])
    for _ in 0..<11 { try await channel.call() }
    inner.fail(with: [.refused])
    #expect(await rpcError { try await channel.call() } != nil, "5.5 less one is not more than half")
    inner.fail(with: [])
    for _ in 0..<6 { try await channel.call() }
    inner.fail(with: [.refused])
    try await channel.call()
  }

  // MARK: Exactly one layer

  @Test("the layers below are told not to repeat")
  func below() async throws {
    let inner = FakeChannel()
    inner.fail(with: [.unreached])
    try await Self.retrying(inner).call()
    #expect(inner.calls.allSatisfy { !$0.repeatsUnprocessed })
  }

  @Test("of two such channels around each other, the outer one repeats")
  func nested() async {
    let inner = FakeChannel()
    inner.setAnswer { _ throws(RPCError) in throw .refused }
    _ = await rpcError { try await Self.retrying(Self.retrying(inner)).call() }
    #expect(inner.calls.count == 3)
  }

  @Test("a call whose options forbid it is made once")
  func forbidden() async {
    let inner = FakeChannel()
    inner.setAnswer { _ throws(RPCError) in throw .unreached }
    var options = CallOptions()
    options.repeatsUnprocessed = false
    #expect(await rpcError { try await Self.retrying(inner).call(Methods.safe, options) } == .unreached)
    #expect(inner.calls.count == 1)
  }

  @Test("what a layer further down repeated in vain is not repeated here")
  func acrossServices() async {
    let inner = FakeChannel()
    let further = Self.retrying(inner)
    inner.setAnswer { _ throws(RPCError) in throw .refused }
    let outer = FakeChannel { _ throws(RPCError) in
      // A handler in between, which makes a call of its own and passes its error on.
      try await further.call()
    }
    let error = await rpcError { try await Self.retrying(outer).call() }
    #expect(inner.calls.count == 3)
    #expect(outer.calls.count == 1)
    #expect(error?.isNotRetryable == true)
  }

  @Test("while a repeated call is being answered, calls are repeated only when they were not processed")
  func underRepeatedCall() async throws {
    func made(attempt: UInt8, _ error: RPCError) async -> Int {
      let inner = FakeChannel()
      inner.setAnswer { _ throws(RPCError) in throw error }
      let channel = Self.retrying(inner)
      let context = CallContext(
        CallState(
          path: "a/B",
          metadata: [:],
          traceparent: "",
          attempt: attempt,
          hops: 0,
          acceptsCompressed: false,
          deadlineNanoseconds: nil,
          startedNanoseconds: 0,
          connection: ConnectionFacts(peer: "test", time: StepLoop())
        )
      )
      _ = await CallContext.$current.withValue(context) { await rpcError { try await channel.call() } }
      return inner.calls.count
    }
    #expect(await made(attempt: 0, .refused) == 3)
    #expect(await made(attempt: 1, .refused) == 1)
    #expect(await made(attempt: 1, .unreached) == 3)
  }

  // MARK: The configuration of methods

  @Test("a method's configuration goes before its service's, and that before the default")
  func lookup() async throws {
    let inner = FakeChannel()
    let channel = Self.retrying(inner) { configuration, _ in
      configuration.standard.timeout = .seconds(1)
      configuration.services["a.B"] = MethodConfiguration()
      configuration.services["a.B"]?.timeout = .seconds(2)
      configuration.methods["a.B/C"] = MethodConfiguration()
      configuration.methods["a.B/C"]?.timeout = .seconds(3)
      configuration.methods["a.B/C"]?.waitsForReady = true
      configuration.methods["a.B/C"]?.compressesRequests = true
      configuration.methods["a.B/C"]?.responseBytesMax = 10
    }
    for (service, name) in [("x.Y", "C"), ("a.B", "D"), ("a.B", "C")] {
      try await channel.call(AnyMethod(service: service, name: name, kind: .unary))
    }
    #expect(inner.calls.map(\.timeout) == [.seconds(1), .seconds(2), .seconds(3)])
    #expect(inner.calls.map(\.waitsForReady) == [false, false, true])
    #expect(inner.calls.map(\.compressesRequests) == [false, false, true])
    #expect(inner.calls.map(\.responseBytesMax) == [nil, nil, 10])
  }

  @Test("of configuration and options, the shorter time and the smaller limit count")
  func options() async throws {
    let inner = FakeChannel()
    let channel = Self.retrying(inner) { configuration, _ in
      configuration.standard.timeout = .seconds(2)
      configuration.standard.responseBytesMax = 100
    }
    for (seconds, bytes) in [(1, 50), (3, 200)] {
      var options = CallOptions(timeout: .seconds(seconds))
      options.responseBytesMax = bytes
      try await channel.call(Methods.safe, options)
    }
    #expect(inner.calls.map(\.timeout) == [.seconds(1), .seconds(2)])
    #expect(inner.calls.map(\.responseBytesMax) == [50, 100])
  }

  @Test("a request above the limit is not sent")
  func requestLimit() async throws {
    let inner = FakeChannel()
    let channel = Self.retrying(inner) { configuration, _ in
      configuration.standard.requestBytesMax = 3
      configuration.methods[Methods.unsafeUpload.path] = MethodConfiguration()
      configuration.methods[Methods.unsafeUpload.path]?.requestBytesMax = 3
      configuration.methods[Methods.unsafeUpload.path]?.repetition = .none
    }
    _ = try await channel.unary(Methods.safe, request: [1, 2, 3], options: CallOptions())
    let error = await rpcError { try await channel.unary(Methods.safe, request: [1, 2, 3, 4], options: CallOptions()) }
    #expect(error?.code == .resourceExhausted && error?.isNotProcessed == true)
    #expect(
      await rpcError { try channel.stream(Methods.safeDownload, request: [1, 2, 3, 4], options: CallOptions()) }?.code
        == .resourceExhausted
    )
    for method in [Methods.safeUpload, Methods.unsafeUpload] {
      let upload = try channel.stream(method, request: nil, options: CallOptions())
      try await upload.send([1, 2, 3], isCompressed: false)
      let error = await rpcError { try await upload.send([1, 2, 3, 4], isCompressed: false) }
      #expect(error?.code == .resourceExhausted, "\(method.name)")
    }
    // The unary call and the two uploads; one of these is opened by a task of its own.
    await inner.waitForCalls(3)
  }

  @Test("a call that is not to be repeated passes unchanged")
  func none() async throws {
    let inner = FakeChannel()
    inner.fail(with: [.unreached])
    let channel = Self.retrying(inner) { configuration, _ in configuration.standard.repetition = .none }
    #expect(await rpcError { try await channel.call() } == .unreached)
    #expect(inner.calls.map(\.repeatsUnprocessed) == [true], "the channel below may")
  }
}
