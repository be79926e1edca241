import Synchronization
import TestSupport
import Testing

@testable import RPC

@Suite("Streaming calls that are made again")
struct RepeatedStreamTests {
  private static func retrying(
    _ inner: any Channel,
    replayBytesMax: Int = 262_144,
    loop: StepLoop = StepLoop(skipsMillisecondsMax: 1_000)
  ) -> RetryingChannel {
    var configuration = ServiceConfiguration()
    configuration.standard.replayBytesMax = replayBytesMax
    return RetryingChannel(around: inner, configuration: configuration, driver: loop, seed: 1)
  }

  private static func open(_ channel: RetryingChannel, _ method: AnyMethod) throws -> any StreamingExchange {
    let request: [UInt8]? = method.kind == .serverStreaming ? [1] : nil
    return try channel.stream(method, request: request, options: CallOptions())
  }

  @Test("a server-streaming call is made again until its first answer")
  func download() async throws {
    let inner = FakeChannel()
    let exchange = try Self.open(Self.retrying(inner), Methods.safeDownload)
    await inner.waitForCalls(1)
    inner.exchanges[0].end(.refused)
    await inner.waitForCalls(2)
    inner.exchanges[1].answer([5])
    inner.exchanges[1].setMetadata(["a": "b"])
    #expect(try await exchange.nextResponse() == [5])
    #expect(await exchange.initialMetadata()["a"] == "b")
    inner.exchanges[1].end(.refused)
    #expect(await rpcError { try await exchange.nextResponse() } == .refused, "an answer was delivered")
    #expect(inner.calls.map(\.attempt) == [0, 1])
    #expect(inner.calls.allSatisfy { !$0.repeatsUnprocessed })
    #expect(inner.exchanges.map(\.request) == [[1], [1]])
  }

  @Test("an empty good end is an answer too")
  func emptyEnd() async throws {
    let inner = FakeChannel()
    let exchange = try Self.open(Self.retrying(inner), Methods.safeDownload)
    await inner.waitForCalls(1)
    inner.exchanges[0].end()
    #expect(try await exchange.nextResponse() == nil)
    #expect(try await exchange.nextResponse() == nil)
    #expect(exchange.trailers["trailer"] == "fake")
  }

  @Test("the end after the last attempt is told where answers are read, as often as asked")
  func lastAttempt() async throws {
    let inner = FakeChannel()
    let exchange = try Self.open(Self.retrying(inner), Methods.safeDownload)
    for attempt in 0..<3 {
      await inner.waitForCalls(attempt + 1)
      inner.exchanges[attempt].end(.refused)
    }
    for _ in 0..<2 {
      let error = await rpcError { try await exchange.nextResponse() }
      #expect(error?.code == .unavailable && error?.isNotRetryable == true)
    }
    #expect(await exchange.initialMetadata().isEmpty)
  }

  @Test("the requests of an upload are sent again, and sending goes on meanwhile")
  func upload() async throws {
    let inner = FakeChannel()
    let exchange = try Self.open(Self.retrying(inner), Methods.safeUpload)
    try await exchange.send([1], isCompressed: false)
    try await exchange.send([2], isCompressed: false)
    await inner.waitForCalls(1)
    await inner.exchanges[0].waitForSent(2)
    inner.exchanges[0].end(.refused)
    await inner.waitForCalls(2)
    try await exchange.send([3], isCompressed: false)
    exchange.finishSending()
    await inner.exchanges[1].waitForFinish()
    #expect(inner.exchanges[1].sent == [[1], [2], [3]])
    #expect(!inner.exchanges[0].isFinished)
    inner.exchanges[1].answer([9])
    inner.exchanges[1].end()
    #expect(try await exchange.nextResponse() == [9])
    #expect(try await exchange.nextResponse() == nil)
  }

  @Test("the end of the requests is sent again as well")
  func finishedUpload() async throws {
    let inner = FakeChannel()
    let exchange = try Self.open(Self.retrying(inner), Methods.safeUpload)
    try await exchange.send([1], isCompressed: false)
    exchange.finishSending()
    await inner.waitForCalls(1)
    await inner.exchanges[0].waitForFinish()
    inner.exchanges[0].end(.refused)
    await inner.waitForCalls(2)
    await inner.exchanges[1].waitForFinish()
    #expect(inner.exchanges[1].sent == [[1]])
    let late = await rpcError { try await exchange.send([2], isCompressed: false) }
    #expect(late?.code == .cancelled)
    exchange.cancel()
  }

  @Test("an upload of a method that may not run twice is made again only when it was not processed")
  func unsafeUpload() async throws {
    let inner = FakeChannel()
    let exchange = try Self.open(Self.retrying(inner), Methods.unsafeUpload)
    await inner.waitForCalls(1)
    inner.exchanges[0].end(.unreached)
    await inner.waitForCalls(2)
    inner.exchanges[1].end(.refused)
    let error = await rpcError { try await exchange.nextResponse() }
    #expect(error?.isNotProcessed == false)
    #expect(inner.calls.count == 2)
  }

  @Test("an upload that has sent more than is kept is not made again, and its sends wait for the server")
  func committed() async throws {
    let inner = FakeChannel()
    let exchange = try Self.open(Self.retrying(inner, replayBytesMax: 100), Methods.safeUpload)
    let part = [UInt8](repeating: 7, count: 40)
    try await exchange.send(part, isCompressed: false)
    await inner.waitForCalls(1)
    inner.exchanges[0].allowSends(1)
    let isSent = Gate()
    let sending = Task {
      try await exchange.send(part, isCompressed: false)
      isSent.open()
    }
    await inner.exchanges[0].waitForSent(1)
    for _ in 0..<100 { await Task.yield() }
    #expect(!isSent.isOpen, "the server has not taken it")
    inner.exchanges[0].allowSends(.max)
    try await sending.value
    // Now sends go straight to the exchange.
    try await exchange.send(part, isCompressed: false)
    #expect(inner.exchanges[0].sent.count == 3)
    exchange.finishSending()
    await inner.exchanges[0].waitForFinish()
    inner.exchanges[0].end(.refused)
    #expect(await rpcError { try await exchange.nextResponse() } == .refused)
    #expect(inner.calls.count == 1)
  }

  @Test("requests that become too many between two attempts go with the next one, which is the last")
  func committedBetweenAttempts() async throws {
    let inner = FakeChannel()
    let loop = StepLoop()
    let exchange = try Self.open(Self.retrying(inner, replayBytesMax: 100, loop: loop), Methods.safeUpload)
    let part = [UInt8](repeating: 7, count: 40)
    try await exchange.send(part, isCompressed: false)
    await inner.waitForCalls(1)
    await inner.exchanges[0].waitForSent(1)
    inner.exchanges[0].end(.refused)
    await loop.waitForPauses(1)
    async let sent: Void = exchange.send(part, isCompressed: false)
    for _ in 0..<100 { await Task.yield() }
    loop.advance(milliseconds: 1_000)
    await inner.waitForCalls(2)
    try await sent
    #expect(inner.exchanges[1].sent == [part, part])
    inner.exchanges[1].end(.refused)
    #expect(await rpcError { try await exchange.nextResponse() }?.code == .unavailable)
    #expect(inner.calls.count == 2)
  }

  @Test("a server that answers without reading all ends the sending")
  func earlyAnswer() async throws {
    let inner = FakeChannel()
    let exchange = try Self.open(Self.retrying(inner, replayBytesMax: 10), Methods.safeUpload)
    await inner.waitForCalls(1)
    inner.exchanges[0].allowSends(0)
    let sending = Task { await rpcError { try await exchange.send([1], isCompressed: false) } }
    for _ in 0..<100 { await Task.yield() }
    inner.exchanges[0].answer([2])
    inner.exchanges[0].end()
    #expect(await sending.value?.code == .cancelled)
    #expect(try await exchange.nextResponse() == [2])
    #expect(try await exchange.nextResponse() == nil)
  }

  @Test("metadata that the caller has seen belongs to its attempt: the call is not made again")
  func seenMetadata() async throws {
    let inner = FakeChannel()
    let exchange = try Self.open(Self.retrying(inner), Methods.safeUpload)
    await inner.waitForCalls(1)
    inner.exchanges[0].end(.refused)
    await inner.waitForCalls(2)
    async let metadata = exchange.initialMetadata()
    inner.exchanges[1].setMetadata(["attempt": "second"])
    #expect(await metadata["attempt"] == "second")
    inner.exchanges[1].end(.refused)
    #expect(await rpcError { try await exchange.nextResponse() }?.code == .unavailable)
    #expect(inner.calls.count == 2)
  }

  @Test("cancelling a stream, its reading task, or letting go of it cancels the attempt and ends the repeating")
  func cancelling() async throws {
    let inner = FakeChannel()
    let channel = Self.retrying(inner)
    let explicit = try Self.open(channel, Methods.safeUpload)
    await inner.waitForCalls(1)
    explicit.cancel()
    await inner.exchanges[0].waitForCancel()
    #expect(await rpcError { try await explicit.nextResponse() }?.code == .cancelled)

    let read = try Self.open(channel, Methods.safeDownload)
    let task = Task { await rpcError { try await read.nextResponse() } }
    await inner.waitForCalls(2)
    task.cancel()
    #expect(await task.value?.code == .cancelled)
    await inner.exchanges[1].waitForCancel()

    var dropped: (any StreamingExchange)? = try Self.open(channel, Methods.safeUpload)
    await inner.waitForCalls(3)
    _ = dropped
    dropped = nil
    await inner.exchanges[2].waitForCancel()

    let delivering = try Self.open(channel, Methods.safeDownload)
    await inner.waitForCalls(4)
    inner.exchanges[3].answer([1])
    #expect(try await delivering.nextResponse() == [1])
    delivering.cancel()
    await inner.exchanges[3].waitForCancel()
    #expect(inner.calls.count == 4)
  }

  @Test("what no attempt could send at all is told where answers are read")
  func refusedStream() async throws {
    let inner = FakeChannel()
    inner.setStreamError(.unreached)
    let exchange = try Self.open(Self.retrying(inner), Methods.safeUpload)
    #expect(await rpcError { try await exchange.nextResponse() }?.code == .unavailable)
    #expect(inner.calls.count == 3)
  }

  @Test("metadata that breaks a rule, and a call without time, are refused at once")
  func refusedAtOnce() async {
    let channel = Self.retrying(FakeChannel())
    let metadata = CallOptions(metadata: ["UPPER": "case"])
    #expect(
      await rpcError { try channel.stream(Methods.safeUpload, request: nil, options: metadata) }?.code
        == .invalidArgument
    )
    let late = CallOptions(timeout: .zero)
    #expect(
      await rpcError { try channel.stream(Methods.safeUpload, request: nil, options: late) }?.code
        == .deadlineExceeded
    )
  }
}
