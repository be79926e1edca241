import Synchronization
import TestSupport
import Testing

@testable import RPC

@Suite("Several attempts at once")
struct HedgingTests {
  private static func hedging(_ inner: any Channel, loop: StepLoop, attempts: Int = 2) -> RetryingChannel {
    var policy = HedgingPolicy()
    policy.attemptsMax = attempts
    policy.delayMilliseconds = 20
    var configuration = ServiceConfiguration()
    configuration.standard.repetition = .hedging(policy)
    return RetryingChannel(around: inner, configuration: configuration, driver: loop, seed: 1)
  }

  @Test("when no answer comes in time a second attempt is sent; its answer counts, and the first is cancelled")
  func secondWins() async throws {
    let cancelled = Gate()
    let inner = FakeChannel { options throws(RPCError) in
      if options.attempt > 0 { return UnaryAnswer(message: [2]) }
      await Gate().wait()
      cancelled.open()
      throw RPCError(.cancelled, "")
    }
    let loop = StepLoop()
    let channel = Self.hedging(inner, loop: loop)
    async let answer = channel.call()
    await inner.waitForCalls(1)
    await loop.waitForPauses(1)
    loop.advance(milliseconds: 19)
    #expect(inner.calls.count == 1)
    loop.advance(milliseconds: 1)
    #expect(try await answer.message == [2])
    #expect(cancelled.isOpen)
    #expect(inner.calls.map(\.attempt) == [0, 1])
  }

  @Test("when the answer comes in time there is no second attempt")
  func firstWins() async throws {
    let inner = FakeChannel()
    let loop = StepLoop()
    try await Self.hedging(inner, loop: loop).call()
    loop.advance(milliseconds: 1_000)
    #expect(inner.calls.count == 1)
  }

  @Test("an attempt that fails is replaced at once; a fatal failure ends the call")
  func failures() async throws {
    let inner = FakeChannel()
    inner.fail(with: [.refused])
    let loop = StepLoop()
    try await Self.hedging(inner, loop: loop).call()
    #expect(inner.calls.count == 2)
    inner.fail(with: [RPCError(.notFound, "no")])
    #expect(await rpcError { try await Self.hedging(inner, loop: loop).call() }?.code == .notFound)
    #expect(inner.calls.count == 3)
  }

  @Test("cancelling the caller cancels all attempts")
  func cancelled() async {
    let count = Atomic<Int>(0)
    let inner = FakeChannel { _ throws(RPCError) in
      await Gate().wait()
      count.add(1, ordering: .relaxed)
      throw RPCError(.cancelled, "")
    }
    let loop = StepLoop()
    let channel = Self.hedging(inner, loop: loop)
    let task = Task { await rpcError { try await channel.call() } }
    await loop.waitForPauses(1)
    loop.advance(milliseconds: 20)
    await inner.waitForCalls(2)
    task.cancel()
    #expect(await task.value?.code == .cancelled)
    let ended = count.load(ordering: .relaxed)
    #expect(ended == 2)
  }

  @Test("of a server-streaming call, the attempt whose first answer comes first goes on, and the other is cancelled")
  func streams() async throws {
    let inner = FakeChannel()
    let loop = StepLoop()
    let channel = Self.hedging(inner, loop: loop)
    let exchange = try channel.stream(Methods.safeDownload, request: [1], options: CallOptions())
    await inner.waitForCalls(1)
    await loop.waitForPauses(1)
    loop.advance(milliseconds: 20)
    await inner.waitForCalls(2)
    inner.exchanges[1].answer([5])
    #expect(try await exchange.nextResponse() == [5])
    await inner.exchanges[0].waitForCancel()
    #expect(!inner.exchanges[1].isCancelled)
    inner.exchanges[1].answer([6])
    #expect(try await exchange.nextResponse() == [6])
    inner.exchanges[1].end()
    #expect(try await exchange.nextResponse() == nil)
  }

  @Test("with one slow member of three, hedging answers every call without it")
  func tail() async throws {
    func slowAnswers(hedged: Bool) async throws -> Int {
      // A call to the slow member takes 1 s, which is over only when the test's clock is moved that far.
      let loop = StepLoop()
      var configuration = PoolConfiguration()
      configuration.policy = .roundRobin
      let pool = PoolUnderTest(["a", "b", "slow"], configuration, loop: loop) { address in
        FakeChannel(address.endpoint) { _ throws(RPCError) in
          if address.endpoint == "slow" { await loop.pause(nanoseconds: 1_000_000_000) }
          if Task.isCancelled { throw RPCError(.cancelled, "") }
          return UnaryAnswer(message: Array(address.endpoint.utf8))
        }
      }
      let channel: any Channel = hedged ? Self.hedging(pool.channel, loop: loop) : pool.channel
      var slowCount = 0
      for _ in 0..<30 {
        let isOver = Gate()
        let task = Task {
          defer { isOver.open() }
          return try await channel.call()
        }
        // In steps of the hedging delay, as far as is needed.
        while !isOver.isOpen {
          await Task.yield()
          loop.advance(milliseconds: 1)
        }
        if try await task.value.message == Array("slow".utf8) { slowCount += 1 }
      }
      return slowCount
    }
    #expect(try await slowAnswers(hedged: false) == 10)
    #expect(try await slowAnswers(hedged: true) == 0)
  }
}
