import InMemoryTracing
import Messages
import RPC
import Synchronization
import TestSupport
import Testing
import Tracing

@testable import RPCTracing

/// Goal: every span ends, once, as its call ended. Method: handlers that fail, wait and are given up; an in-memory
/// tracer.
@Suite("Ends of spans", .timeLimit(.minutes(1)))
struct SpanEndTests {
  @Test("a client's span is an error for every code, a server's for those that are its own fault")
  func statuses() async throws {
    let tracer = TraceContextTracer()
    var router = Router()
    router.unary(TestMethods.unary) { request, _ in
      guard let raw = UInt8(request.service), let code = StatusCode(rawValue: raw) else { throw Fault() }
      throw RPCError(code, "as asked")
    }
    let codes = StatusCode.allCases.filter { $0 != .ok }
    try await TracedService.with(.inProcess, router, by: tracer.calls) { channel in
      for code in codes {
        _ = await rpcError { try await channel.unary(TestMethods.unary, Text("\(code.rawValue)")) }
      }
      _ = await rpcError { try await channel.unary(TestMethods.unary, Text("a defect")) }
    }
    let all = await tracer.finished(2 * codes.count + 2)
    let told = codes.map(\.description) + ["INTERNAL"]
    #expect(all.ofClients.map(\.code) == told)
    #expect(all.ofServers.map(\.code) == told)
    #expect(all.ofClients.allSatisfy { $0.isError })
    #expect(all.ofClients.first?.status?.message == "as asked")
    let own: Set = ["UNKNOWN", "DEADLINE_EXCEEDED", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS"]
    for span in all.ofServers { #expect(own.contains(span.code) ? span.isError : span.isGood, "\(span.code)") }
  }

  @Test("a call that is given up ends its spans on both sides", arguments: TransportKind.allCases)
  func cancelledUnary(_ kind: TransportKind) async throws {
    let tracer = TraceContextTracer()
    let isRunning = Gate()
    var router = Router()
    router.unary(TestMethods.unary) { request, _ in
      isRunning.open()
      await Gate().wait()
      return request
    }
    try await TracedService.with(kind, router, by: tracer.calls) { channel in
      let call = Task { try await channel.unary(TestMethods.unary, Text()) }
      await isRunning.wait()
      call.cancel()
      _ = await call.result
      let all = await tracer.finished(2)
      #expect(all.map(\.code) == ["CANCELLED", "CANCELLED"])
      #expect(all.ofServers.allSatisfy { $0.isGood } && all.ofClients.allSatisfy { $0.isError })
    }
  }

  @Test("a call whose time runs out ends its spans with that", arguments: TransportKind.allCases)
  func expired(_ kind: TransportKind) async throws {
    let tracer = TraceContextTracer()
    var router = Router()
    router.unary(TestMethods.unary) { request, _ in
      await Gate().wait()
      return request
    }
    try await TracedService.with(kind, router, by: tracer.calls) { channel in
      let options = CallOptions(timeout: .milliseconds(100))
      _ = await rpcError { try await channel.unary(TestMethods.unary, Text(), options: options) }
      let all = await tracer.finished(2)
      #expect(all.ofClients.map(\.code) == ["DEADLINE_EXCEEDED"])
      // The client's CANCEL may come before the server has looked at its clock.
      #expect(["DEADLINE_EXCEEDED", "CANCELLED"].contains(all.ofServers.first?.code))
    }
  }

  @Test("a stream that its caller lets go of, or cancels, ends its spans", arguments: [true, false])
  func droppedStream(_ isCancelled: Bool) async throws {
    let tracer = TraceContextTracer()
    var router = Router()
    router.serverStreaming(TestMethods.download) { request, writer, _ in
      try await writer.write(request)
      await Gate().wait()
      try Task.checkCancellation()
    }
    try await TracedService.with(.tcp, router, by: tracer.calls) { channel in
      do {
        let stream = try await channel.serverStreaming(TestMethods.download, Text())
        for try await _ in stream { break }
        if isCancelled { stream.cancel() }
      }
      let all = await tracer.finished(2)
      #expect(all.map(\.code) == ["CANCELLED", "CANCELLED"])
      #expect(tracer.spans.activeSpans.isEmpty)
    }
  }

  @Test("a stream that fails ends its spans with its status, once")
  func failedStream() async throws {
    let tracer = TraceContextTracer()
    var router = Router()
    router.bidirectional(TestMethods.both) { _, writer, _ in
      try await writer.write(Text())
      throw RPCError(.dataLoss, "gone")
    }
    try await TracedService.with(.tcp, router, by: tracer.calls) { channel in
      let call = try await channel.bidirectional(TestMethods.both)
      let error = await rpcError { for try await _ in call.responses {} }
      call.cancel()
      #expect(error?.code == .dataLoss)
    }
    let all = await tracer.finished(2)
    #expect(all.map(\.code) == ["DATA_LOSS", "DATA_LOSS"])
    #expect(all.allSatisfy { $0.isError })
  }

  @Test("the first end of a span counts, and no other is told")
  func endsOnce() {
    let counting = EndCountingSpan()
    let span = CallSpan(counting, method: "a/B", attempt: 0, failures: StatusCode.clientFailures)
    span.end(nil)
    span.end(RPCError(.cancelled, "later"))
    #expect(counting.endCount.load(ordering: .relaxed) == 1)
    #expect(counting.errorCount.load(ordering: .relaxed) == 0)
  }

  @Test("what a broken tracer wants to send is left out, and the call goes on")
  func brokenTracer() async throws {
    var router = Router()
    router.unary(TestMethods.unary) { _, context in
      Text("\(context.traceparent) \(context.metadata.map { $0.key })")
    }
    try await TracedService.with(.tcp, router, by: CallTracer(BabblingTracer())) { channel in
      let seen = try await channel.unary(TestMethods.unary, Text()).service
      #expect(seen == " [\"good\"]")
    }
  }

  @Test("a traceparent that is none does not take the place of one that was there")
  func brokenTraceparent() {
    let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    var carrier = TraceCarrier(traceparent: good, metadata: [:])
    TraceInjector().inject("no traceparent", forKey: "traceparent", into: &carrier)
    #expect(carrier.traceparent == good)
  }

  private struct Fault: Error {}
}

/// Injects what cannot be sent, beside one thing that can.
private struct BabblingTracer: Tracer {
  func startSpan<Instant: TracerInstant>(
    _ operationName: String,
    context: @autoclosure () -> InstrumentationContext,
    ofKind kind: SpanKind,
    at instant: @autoclosure () -> Instant,
    function: String,
    file fileID: String,
    line: UInt
  ) -> NoOpTracer.NoOpSpan {
    NoOpTracer.NoOpSpan(context: context())
  }

  func forceFlush() {}

  func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier,
    into context: inout InstrumentationContext,
    using extractor: Extract
  ) where Extract.Carrier == Carrier {}

  func inject<Carrier, Inject: Injector>(
    _ context: InstrumentationContext,
    into carrier: inout Carrier,
    using injector: Inject
  ) where Inject.Carrier == Carrier {
    injector.inject("no traceparent\0", forKey: "traceparent", into: &carrier)
    injector.inject("x", forKey: "white space", into: &carrier)
    injector.inject("line\nbreak", forKey: "control", into: &carrier)
    injector.inject(String(repeating: "x", count: 9_000), forKey: "long", into: &carrier)
    injector.inject("kept", forKey: "Good", into: &carrier)
  }
}
