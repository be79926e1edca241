import Synchronization
import Testing

@testable import RPC

/// What happened, in order.
private final class Journal: Sendable {
  private let kept = Mutex<[String]>([])

  var lines: [String] { kept.withLock { $0 } }

  func note(_ line: String) { kept.withLock { $0.append(line) } }
}

/// Writes down what passes it.
private struct Witness: ClientInterceptor {
  let name: String
  let journal: Journal

  func interceptUnary(
    _ method: AnyMethod,
    request: [UInt8],
    options: CallOptions,
    next: any Channel
  ) async throws(RPCError) -> UnaryAnswer {
    journal.note("\(name) >")
    var options = options
    options.metadata.append(name, forKey: "passed")
    do throws(RPCError) {
      var answer = try await next.unary(method, request: request + [1], options: options)
      journal.note("< \(name)")
      answer.message.append(2)
      return answer
    } catch {
      journal.note("! \(name)")
      throw error
    }
  }

  func interceptStream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions,
    next: any Channel
  ) throws(RPCError) -> any StreamingExchange {
    journal.note("\(name) >")
    return WitnessedExchange(
      name: name,
      journal: journal,
      wrapped: try next.stream(method, request: request, options: options)
    )
  }
}

private final class WitnessedExchange: WrappingExchange {
  let name: String
  let journal: Journal
  let wrapped: any StreamingExchange

  init(name: String, journal: Journal, wrapped: any StreamingExchange) {
    self.name = name
    self.journal = journal
    self.wrapped = wrapped
  }

  func send(_ message: [UInt8], isCompressed: Bool) async throws(RPCError) {
    journal.note("\(name) sends")
    try await wrapped.send(message, isCompressed: isCompressed)
  }

  func nextResponse() async throws(RPCError) -> [UInt8]? {
    let response = try await wrapped.nextResponse()
    journal.note("\(name) receives")
    return response
  }
}

/// Answers by itself.
private struct Shortcut: ClientInterceptor {
  func interceptUnary(
    _ method: AnyMethod,
    request: [UInt8],
    options: CallOptions,
    next: any Channel
  ) async throws(RPCError) -> UnaryAnswer {
    UnaryAnswer(message: [42])
  }
}

@Suite("Interceptors of a client")
struct InterceptionTests {
  @Test("a call passes the first interceptor first, and its answer the first one last")
  func order() async throws {
    let journal = Journal()
    let inner = FakeChannel { _ throws(RPCError) in UnaryAnswer(message: [9]) }
    let channel = inner.intercepted(by: [
      Witness(name: "a", journal: journal), Witness(name: "b", journal: journal),
    ])
    let answer = try await channel.call()
    #expect(journal.lines == ["a >", "b >", "< b", "< a"])
    #expect(inner.requests == [[7, 1, 1]])
    #expect(answer.message == [9, 2, 2])
    #expect(inner.calls.first?.metadata[texts: "passed"] == ["a", "b"])
  }

  @Test("errors pass the interceptors too")
  func errors() async {
    let journal = Journal()
    let inner = FakeChannel()
    inner.fail(with: [.refused])
    let channel = inner.intercepted(by: [Witness(name: "a", journal: journal)])
    #expect(await rpcError { try await channel.call() } == .refused)
    #expect(journal.lines == ["a >", "! a"])
  }

  @Test("an interceptor may answer by itself, and what it does not implement passes through")
  func shortcut() async throws {
    let inner = FakeChannel()
    let channel = inner.intercepted(by: [Shortcut()])
    #expect(try await channel.call().message == [42])
    #expect(inner.calls.isEmpty)
    _ = try channel.stream(Methods.safeDownload, request: [1], options: CallOptions())
    #expect(inner.exchanges.count == 1)
  }

  @Test("the messages of a stream pass the exchanges that interceptors put around it")
  func streams() async throws {
    let journal = Journal()
    let inner = FakeChannel()
    let channel = inner.intercepted(by: [
      Witness(name: "a", journal: journal), Witness(name: "b", journal: journal),
    ])
    let exchange = try channel.stream(Methods.safeUpload, request: nil, options: CallOptions())
    try await exchange.send([1], isCompressed: false)
    exchange.finishSending()
    let fake = inner.exchanges[0]
    #expect(fake.sent == [[1]] && fake.isFinished)
    fake.setMetadata(["key": "value"])
    fake.answer([2])
    #expect(try await exchange.nextResponse() == [2])
    #expect(await exchange.initialMetadata()["key"] == "value")
    #expect(exchange.trailers["trailer"] == "fake")
    #expect(journal.lines == ["a >", "b >", "a sends", "b sends", "b receives", "a receives"])
    exchange.cancel()
    #expect(fake.isCancelled)
  }

  @Test("around a channel that repeats, an interceptor sees the call; inside of it, each attempt")
  func attempts() async throws {
    let journal = Journal()
    let inner = FakeChannel()
    inner.fail(with: [.refused, .refused])
    let attempts = inner.intercepted(by: [Witness(name: "attempt", journal: journal)])
    let retrying = RetryingChannel(around: attempts, driver: StepLoop(skipsMillisecondsMax: 1_000), seed: 1)
    try await retrying.intercepted(by: [Witness(name: "call", journal: journal)]).call()
    #expect(
      journal.lines
        == ["call >", "attempt >", "! attempt", "attempt >", "! attempt", "attempt >", "< attempt", "< call"]
    )
  }

  @Test("closing the channel in front closes the one behind")
  func closing() async {
    let inner = FakeChannel()
    await inner.intercepted(by: [Shortcut()]).close()
    #expect(inner.isClosed)
  }
}
