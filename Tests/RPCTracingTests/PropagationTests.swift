import InMemoryTracing
import Messages
import RPC
import RPCInProcess
import RPCTracing
import Synchronization
import Testing
import Tracing

/// Goal: a trace goes on from caller to service to the service behind it. Method: an in-memory tracer whose ids travel
/// as W3C Trace Context; services over sockets and in process.
@Suite("Traces over calls", .timeLimit(.minutes(1)))
struct PropagationTests {
  private static let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

  @Test("spans of a call through two services are each other's children", arguments: TransportKind.allCases)
  func twoServices(_ kind: TransportKind) async throws {
    let tracer = TraceContextTracer()
    let seen = Mutex<[String]>([])
    var behind = Router()
    behind.immediate(TestMethods.unary) { request, context in
      seen.withLock { $0.append(context.traceparent) }
      return request
    }
    try await TracedService.with(kind, behind, by: tracer.calls) { channelBehind in
      var front = Router()
      front.unary(TestMethods.unary) { request, context in
        seen.withLock { $0.append(context.traceparent) }
        return try await channelBehind.unary(TestMethods.unary, request)
      }
      try await TracedService.with(kind, front, by: tracer.calls) { channel in
        _ = try await channel.unary(TestMethods.unary, Text())
      }
    }
    let all = await tracer.finished(4)
    #expect(all.map(\.kind) == [.server, .client, .server, .client])
    #expect(Set(all.map(\.traceID)).count == 1)
    #expect(all.map(\.operationName) == Array(repeating: "ocop.test.v1.Test/Unary", count: 4))
    let (last, middle, first, outer) = (all[0], all[1], all[2], all[3])
    #expect(last.parentSpanID == middle.spanID)
    #expect(middle.parentSpanID == first.spanID)
    #expect(first.parentSpanID == outer.spanID)
    #expect(outer.parentSpanID == nil)
    #expect(
      seen.withLock { $0 } == [outer, middle].map { "00-\($0.traceID)-\($0.spanID)-01" }
    )
  }

  @Test("calls of every kind have a span on both sides", arguments: TransportKind.allCases)
  func kinds(_ kind: TransportKind) async throws {
    let tracer = TraceContextTracer()
    var router = Router()
    router.unary(TestMethods.unary) { request, _ in request }
    router.serverStreaming(TestMethods.download) { request, writer, _ in
      for _ in 0..<3 { try await writer.write(request) }
    }
    router.clientStreaming(TestMethods.upload) { requests, _ in
      var count = 0
      for try await _ in requests { count += 1 }
      return Text("\(count)")
    }
    router.bidirectional(TestMethods.both) { requests, writer, _ in
      for try await request in requests { try await writer.write(request) }
    }
    try await TracedService.with(kind, router, by: tracer.calls) { channel in
      _ = try await channel.unary(TestMethods.unary, Text())
      for try await _ in try await channel.serverStreaming(TestMethods.download, Text()) {}
      let upload = try await channel.clientStreaming(TestMethods.upload)
      for _ in 0..<2 { try await upload.requests.write(Text()) }
      upload.requests.finish()
      #expect(try await upload.response().message.service == "2")
      let both = try await channel.bidirectional(TestMethods.both)
      try await both.requests.write(Text())
      both.requests.finish()
      for try await _ in both.responses {}
    }
    let all = await tracer.finished(8)
    #expect(all.count == 8)
    #expect(tracer.spans.activeSpans.isEmpty)
    for name in ["Unary", "Download", "Upload", "Both"] {
      let pair = all.filter { $0.operationName == "ocop.test.v1.Test/\(name)" }
      #expect(pair.ofServers.map(\.parentSpanID) == pair.ofClients.map(\.spanID), "\(name)")
    }
    for span in all {
      #expect(span.code == "OK" && span.isGood)
      #expect(span.text("rpc.system.name") == "ocop")
      #expect(span.text("rpc.method") == span.operationName)
      #expect(span.number("ocop.attempt") == nil)
    }
    for span in all.ofClients where kind == .tcp {
      #expect(span.text("server.address") == "b" && span.number("server.port") == 7)
    }
  }

  @Test("a caller's trace and its tracestate go on, past the spans of this side")
  func fromOutside() async throws {
    let tracer = TraceContextTracer()
    let seen = Mutex<Metadata>([:])
    var behind = Router()
    behind.unary(TestMethods.unary) { request, context in
      seen.withLock { $0 = context.metadata }
      return request
    }
    try await TracedService.with(.tcp, behind, by: tracer.calls) { channelBehind in
      var front = Router()
      front.unary(TestMethods.unary) { request, _ in
        try await channelBehind.unary(TestMethods.unary, request, options: CallOptions(metadata: ["x": "1"]))
      }
      front.traceCalls(with: tracer.calls)
      // Who calls has no tracer of ours.
      let channel = InProcessChannel(router: front)
      let metadata: Metadata = ["tracestate": "a=1,b=2"]
      let options = CallOptions(metadata: metadata, traceparent: Self.trace)
      _ = try await channel.unary(TestMethods.unary, Text(), options: options)
      await channel.close()
    }
    let all = await tracer.finished(3)
    #expect(all.allSatisfy { $0.traceID == "0af7651916cd43dd8448eb211c80319c" })
    #expect(all[2].kind == .server && all[2].parentSpanID == "b7ad6b7169203331")
    #expect(seen.withLock { $0 } == ["x": "1", "tracestate": "a=1,b=2"])
  }

  @Test("each attempt of a repeated call has a span, and a child on the server; around the repetition there is one")
  func attempts() async throws {
    let tracer = TraceContextTracer()
    let failures = Mutex(2)
    var router = Router()
    router.unary(TestMethods.unary) { request, _ in
      let fails = failures.withLock { left in
        left -= 1
        return left >= 0
      }
      if fails { throw RPCError(.unavailable, "not yet") }
      return request
    }
    router.traceCalls(with: tracer.calls)
    let inner = InProcessChannel(router: router)
    var configuration = ServiceConfiguration()
    var policy = RetryPolicy()
    policy.pauseMinMilliseconds = 1
    policy.pauseMaxMilliseconds = 1
    configuration.standard.repetition = .retry(policy)
    let retrying = RetryingChannel(
      around: inner.traced(by: tracer.calls),
      configuration: configuration,
      driver: inner.core.runQueue.driver
    )
    let channel = retrying.traced(by: tracer.calls)
    _ = try await channel.unary(TestMethods.unary, Text())
    await channel.close()
    let all = await tracer.finished(7)
    let clients = all.ofClients
    #expect(clients.map(\.code) == ["UNAVAILABLE", "UNAVAILABLE", "OK", "OK"])
    #expect(clients.map { $0.number("ocop.attempt") } == [nil, 1, 2, nil])
    #expect(all.ofServers.map { $0.number("ocop.attempt") } == [nil, 1, 2])
    #expect(all.ofServers.map(\.parentSpanID) == clients.prefix(3).map(\.spanID))
    // Around the repetition there is the call.
    #expect(clients.prefix(3).allSatisfy { $0.parentSpanID == clients[3].spanID })
  }

  @Test("without a tracer nothing is put around calls, and a trace is passed on all the same")
  func withoutTracer() async throws {
    #expect(CallTracer.installed == nil)
    let seen = Mutex<(String, Metadata)>(("", [:]))
    var behind = Router()
    behind.unary(TestMethods.unary) { request, context in
      seen.withLock { $0 = (context.traceparent, context.metadata) }
      return request
    }
    let channelBehind = InProcessChannel(router: behind)
    let untraced = channelBehind.traced()
    #expect(untraced as? InProcessChannel === channelBehind)
    var front = Router()
    front.unary(TestMethods.unary) { request, _ in try await channelBehind.unary(TestMethods.unary, request) }
    try await TracedService.with(.tcp, front, by: nil) { channel in
      let metadata: Metadata = ["tracestate": "a=1", "x": "not passed on"]
      let options = CallOptions(metadata: metadata, traceparent: Self.trace)
      _ = try await channel.unary(TestMethods.unary, Text(), options: options)
    }
    await channelBehind.close()
    seen.withLock { seen in
      #expect(seen.0 == Self.trace)
      #expect(seen.1 == ["tracestate": "a=1"])
    }
  }

  @Test("the tracer that the program was given is used")
  func bootstrapped() async throws {
    let tracer = TraceContextTracer()
    try await withTracer(tracer) {
      var router = Router()
      router.immediate(TestMethods.unary) { request, _ in request }
      router.traceCalls()
      let channel = InProcessChannel(router: router).traced()
      _ = try await channel.unary(TestMethods.unary, Text())
      await channel.close()
    }
    #expect(await tracer.finished(2).count == 2)
  }
}
