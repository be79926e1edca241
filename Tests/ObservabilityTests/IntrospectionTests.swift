import Messages
import PrometheusMetrics
import RPC
import RPCInProcess
import Services
import TestSupport
import Testing
import Wire

@testable import Observability

/// What an operator sees of a running server, asked over the wire.
@Suite("Introspection", .timeLimit(.minutes(1)))
struct IntrospectionTests {
  @Test("the server as a whole: who it is, since when, what it has done, what it costs")
  func server() async throws {
    var limits = ServerLimits.standard
    limits.concurrency = .fixed(17)
    let server = ObservedServer(serverLimits: limits)
    server.time.advance(by: .seconds(90))
    _ = try await server.now("a")
    _ = try await server.now("slow")
    _ = await server.code { try await server.task("fail") }
    let snapshot = try await server.introspection.getServer(RpcV1.GetServerRequest())
    #expect(snapshot.name == "test")
    #expect(snapshot.version == "1.2.3")
    #expect(snapshot.uptimeSeconds == 90)
    #expect(snapshot.openConnections == 1)
    #expect(snapshot.acceptedConnections == 1)
    #expect(snapshot.startedCalls == 4)
    #expect(snapshot.runningCalls == 1)
    #expect(snapshot.concurrencyLimit == 17)
    let limitLines = await server.metricLines("ocop_server_calls_limit")
    #expect(limitLines == ["ocop_server_calls_limit 17.0"])
    #expect(snapshot.cpuMicroseconds > 0)
    #expect(snapshot.residentBytes > 1 << 20)
    let first = try #require(snapshot.methods.first)
    #expect(first.method == TestMethods.now.path)
    #expect(first.startedCalls == 2)
    #expect(first.durationMicroseconds == 700_000)
    #expect((630_000...770_000).contains(first.percentile99Microseconds))
    #expect(first.medianMicroseconds < 10)
  }

  @Test("connections are listed oldest first, page by page, with their traffic and streams")
  func connections() async throws {
    let server = ObservedServer()
    _ = try await server.now("a")
    // Each loss makes the next call open another connection.
    await server.channel.loseConnection()
    let gate = server.gates.gate("wait c")
    async let call = server.task("wait c")
    await gate.started.wait()
    server.time.advance(by: .seconds(3))
    let answer = try await server.introspection.listConnections(RpcV1.ListConnectionsRequest())
    #expect(answer.connections.count == 1)
    let connection = try #require(answer.connections.first)
    #expect(connection.peer == "in-process")
    #expect(connection.agent == "in-process")
    #expect(connection.ageMilliseconds == 3_000)
    #expect(connection.idleMilliseconds == 0)
    #expect(connection.receivedBytes > 100)
    #expect(connection.sentBytes > 20)
    #expect(connection.startedCalls == 2)
    #expect(!connection.draining)
    #expect(
      Set(connection.streams.map(\.method)) == [TestMethods.task.path, "ocop.rpc.v1.Introspection/ListConnections"]
    )
    #expect(connection.streams.allSatisfy { $0.sendCreditBytes == 262_144 && $0.receiveCreditBytes == 262_144 })
    var next = RpcV1.ListConnectionsRequest()
    next.afterID = connection.id
    #expect(try await server.introspection.listConnections(next).connections.isEmpty)
    gate.release.open()
    _ = try await call
  }

  @Test("running calls are listed oldest first, with the time they have left and how far they are")
  func runningCalls() async throws {
    let server = ObservedServer()
    let (first, second) = (server.gates.gate("wait 1"), server.gates.gate("wait 2"))
    var options = CallOptions(timeout: .seconds(10))
    options.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    async let one = server.task("wait 1", options)
    await first.started.wait()
    server.time.advance(by: .seconds(4))
    async let two = server.task("wait 2")
    await second.started.wait()
    server.time.advance(by: .seconds(1))
    let answer = try await server.introspection.listCalls(RpcV1.ListCallsRequest())
    #expect(answer.calls.map(\.method).prefix(2) == [TestMethods.task.path, TestMethods.task.path])
    let oldest = try #require(answer.calls.first)
    #expect(oldest.running)
    #expect(oldest.durationMicroseconds == 5_000_000)
    #expect(oldest.timeLeftMicroseconds == 5_000_000)
    #expect(oldest.startedUnixMicroseconds == ObservedServer.unixMicroseconds - 5_000_000)
    #expect(oldest.traceID == "0af7651916cd43dd8448eb211c80319c")
    #expect(oldest.receivedMessages == 1)
    #expect(oldest.timeline.map(\.event) == ["handler started"])
    #expect(answer.calls.dropFirst().first?.timeLeftMicroseconds == 0)
    var limited = RpcV1.ListCallsRequest()
    limited.limit = 1
    #expect(try await server.introspection.listCalls(limited).calls.map(\.stream) == [oldest.stream])
    first.release.open()
    second.release.open()
    _ = try await one
    _ = try await two
  }

  @Test("a slow call is kept with its timeline, a quick one is not")
  func slowCalls() async throws {
    let server = ObservedServer()
    _ = try await server.now("quick")
    _ = try await server.now("slow")
    let gate = server.gates.gate("wait long")
    async let waiting = server.task("wait long")
    await gate.started.wait()
    server.time.advance(by: .milliseconds(500))
    gate.release.open()
    _ = try await waiting
    let answer = try await server.introspection.listNotableCalls(RpcV1.ListNotableCallsRequest())
    #expect(answer.slowThresholdMicroseconds == 500_000)
    // Latest first.
    #expect(answer.calls.map(\.method) == [TestMethods.task.path, TestMethods.now.path])
    #expect(answer.calls.map(\.durationMicroseconds) == [500_000, 700_000])
    let slow = try #require(answer.calls.first)
    #expect(!slow.running)
    #expect(slow.code == 0)
    #expect(slow.timeline.map(\.event) == ["handler started", "ended"])
    #expect(slow.timeline.map(\.atMicroseconds) == [0, 500_000])
    #expect(slow.startedUnixMicroseconds == ObservedServer.unixMicroseconds - 500_000)
  }

  @Test("of a stream the wait for its first answer counts, not how long it goes on; giving it up is no failure")
  func slowStreams() async throws {
    let server = ObservedServer()
    let answers = try await server.channel.serverStreaming(TestMethods.count, Number(3))
    var iterator = answers.makeAsyncIterator()
    _ = try await iterator.next()
    server.time.advance(by: .seconds(60))
    while try await iterator.next() != nil {}
    let watching = Task {
      for try await _ in try await server.channel.serverStreaming(TestMethods.count, Number(0)) {}
    }
    await server.gates.gate("wait stream").started.wait()
    server.time.advance(by: .seconds(60))
    watching.cancel()
    _ = await watching.result
    await eventually { await server.snapshot().runningCalls == 0 }
    #expect(await server.notable().isEmpty)
  }

  @Test("failed calls are kept with what went wrong; many refusals do not drive out a fault, nor the slow ones")
  func failedCalls() async throws {
    let server = ObservedServer { $0.notableCallsMax = 3 }
    _ = try await server.now("slow")
    _ = await server.code { try await server.task("fault") }
    for _ in 0..<10 { _ = await server.code { try await server.task("fail") } }
    let calls = await server.notable()
    #expect(calls.map(\.code) == [5, 5, 5, 14, 0])
    #expect(calls.first?.message == "there is no such thing")
    #expect(calls[3].message == "not now")
    var limited = RpcV1.ListNotableCallsRequest()
    limited.limit = 2
    #expect(try await server.introspection.listNotableCalls(limited).calls.count == 2)
  }

  @Test("calls that were refused before they began are shown too, with a name that is cut")
  func refusedCalls() async throws {
    let server = ObservedServer()
    let method = AnyMethod(path: "x.Y/" + String(repeating: "z", count: 1_000), kind: .unary)
    _ = await server.code { try await server.channel.unary(method, request: [], options: CallOptions()) }
    let call = try #require(await server.notable().first)
    #expect(call.method.hasPrefix("x.Y/zzz") && call.method.count == 200)
    #expect(call.code == 12)
    #expect(call.message.hasPrefix("there is no method x.Y/"))
    #expect(call.timeline.map(\.event) == ["ended"])
  }

  @Test("nothing of a call's content is shown anywhere: no metadata, no payload")
  func secrets() async throws {
    let server = ObservedServer { $0.slowCallThreshold = .zero }
    let secret = "sEcReT"
    let gate = server.gates.gate("wait \(secret)")
    let options = CallOptions(metadata: ["authorization": "Bearer \(secret)"])
    async let call = server.task("wait \(secret)", options)
    await gate.started.wait()
    _ = try await server.now(secret, options)
    var shown = [UInt8]()
    shown += try await server.introspection.getServer(RpcV1.GetServerRequest()).encodedBytes()
    shown += try await server.introspection.listConnections(RpcV1.ListConnectionsRequest()).encodedBytes()
    shown += try await server.introspection.listCalls(RpcV1.ListCallsRequest()).encodedBytes()
    gate.release.open()
    _ = try await call
    shown += try await server.introspection.listNotableCalls(RpcV1.ListNotableCallsRequest()).encodedBytes()
    shown += server.registry.text()
    let text = String(decoding: shown, as: UTF8.self)
    #expect(text.contains(TestMethods.task.path) && text.contains("handler started"))
    #expect(!text.contains(secret))
  }

  @Test(
    "the trace id is the second part of a traceparent, if it is one",
    arguments: [
      ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "0af7651916cd43dd8448eb211c80319c"),
      ("", ""), ("00-xyz-1-2", ""), ("0af7651916cd43dd8448eb211c80319c", ""), ("00--b7ad6b7169203331-01", ""),
    ]
  )
  func traceIDs(traceparent: String, traceID: String) {
    #expect(CallSnapshots.traceID(traceparent) == traceID)
  }
}
