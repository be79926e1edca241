import Messages
import RPC
import RPCInProcess
import TestSupport
import Testing
import Wire

@testable import RPC

/// Goal: handlers that would go on for ever hear of the drain, and a broken trace breaks no call.
@Suite(.timeLimit(.minutes(1))) struct DrainTests {
  @Test("a handler that waits for the drain is woken by it, and its stream ends with UNAVAILABLE")
  func untilDraining() async throws {
    let started = Gate()
    var router = Router()
    router.serverStreaming(TestMethods.count) { _, writer, context in
      try await context.untilDraining {
        try await writer.write(Count(1))
        started.open()
        for await _ in AsyncStream<Never>.makeStream().stream {}
      }
    }
    let channel = InProcessChannel(router: router)
    let stream = try await channel.count(to: 1)
    var iterator = stream.makeAsyncIterator()
    let first = try await iterator.next()
    #expect(first?.lastStream == 1)
    await started.wait()
    await channel.beginServerShutdown()
    let error = await rpcError { try await iterator.next() }
    #expect(error?.code == .unavailable)
    #expect(error?.message.contains("shutting down") == true)
    await channel.close()
  }

  @Test("a body that ends by itself gives its result, or its error")
  func bodyEnds() async throws {
    let context = CallContext(path: "a/b")
    let result = try await context.untilDraining { 7 }
    #expect(result == 7)
    let error = await rpcError { try await context.untilDraining { throw RPCError(.aborted, "x") } }
    #expect(error?.code == .aborted)
    #expect(!context.isDraining)
  }

  @Test("waiting ends with the task's cancellation, and at once when the drain has begun before")
  func waiting() async {
    let signal = DrainSignal()
    let task = Task { await signal.wait() }
    task.cancel()
    await task.value
    #expect(!signal.isDraining)
    signal.begin()
    await signal.wait()
    #expect(signal.isDraining)
  }

  @Test("a server that begins to stop before a client's preface says so behind its own, and takes what comes with it")
  func drainBeforePreface() throws {
    let raw = RawConnection(serverWith: .standard)
    let connection = try #require(raw.connection as? ServerConnection)
    connection.beginGracefulShutdown()
    raw.loop.drain()
    #expect(raw.transport.written.isEmpty)
    raw.feed(RawConnection.greeting + RawConnection.open(1, TestMethods.echo.path, message: Text("x").encodedBytes()))
    #expect(raw.transport.written.starts(with: Preface.bytes))
    #expect(raw.frames().map(\.header.type) == [.hello, .goAway, .ping, .close])
    #expect(!raw.transport.isClosed)
  }

  @Test("a server that stops waits for a client's preface as long as for the answer to its ping")
  func drainWithoutPreface() throws {
    let raw = RawConnection(serverWith: .standard)
    let connection = try #require(raw.connection as? ServerConnection)
    connection.beginGracefulShutdown()
    raw.loop.advance(milliseconds: Int64(WireLimits.standard.drainPingTimeoutMilliseconds) - 1)
    #expect(!raw.transport.isClosed)
    raw.loop.advance(milliseconds: 1)
    #expect(raw.transport.isClosed)
    #expect(raw.transport.written.isEmpty)
  }

  @Test("a traceparent is passed on only if it is one")
  func traceparent() {
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    #expect(Traceparent.isValid(trace))
    #expect(Traceparent.isValid("cc" + trace.dropFirst(2) + "-later"))
    let broken = [
      "", "00", String(trace.dropLast()), trace + "0", trace + "-x", "ff" + trace.dropFirst(2),
      trace.uppercased(), "cc" + trace.dropFirst(2) + "x",
      "00-00000000000000000000000000000000-b7ad6b7169203331-01",
      "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
      trace.replacing("-", with: "_"),
    ]
    for text in broken { #expect(!Traceparent.isValid(text), "\(text)") }
  }
}
