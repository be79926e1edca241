import CoreMetrics
import Messages
import RPC
import RPCInProcess
import TestSupport
import Testing
import Wire

@testable import Observability

/// Every call ends once, whatever happens to it, and is counted as what it was.
@Suite("Counting calls", .timeLimit(.minutes(1)))
struct CountingTests {
  /// A way in which a call ends: the call, and what it is counted as.
  struct Ending: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let method: String
    let code: String
    let isShed: Bool
    let call: @Sendable (ObservedServer) async throws -> Void

    init(
      _ description: String,
      _ method: String,
      _ code: String,
      isShed: Bool = false,
      call: @escaping @Sendable (ObservedServer) async throws -> Void
    ) {
      testDescription = description
      self.method = method
      self.code = code
      self.isShed = isShed
      self.call = call
    }

    static let all: [Ending] = [
      Ending("a handler on the loop answers", "Now", "OK") { _ = try await $0.now("a") },
      Ending("a handler on the loop refuses", "Now", "NOT_FOUND") { server in
        #expect(await server.code { try await server.now("fail") } == .notFound)
      },
      Ending("a handler on the loop is defective", "Now", "INTERNAL") { server in
        #expect(await server.code { try await server.now("defect") } == .internalError)
      },
      Ending("a handler on the loop gives a large answer", "Now", "OK") { _ = try await $0.now("large") },
      Ending("a large request for a handler on the loop", "Now", "OK") { server in
        _ = try await server.now(String(repeating: "r", count: 200_000))
      },
      Ending("a task answers", "Task", "OK") { _ = try await $0.task("a") },
      Ending("a task refuses", "Task", "NOT_FOUND") { server in
        #expect(await server.code { try await server.task("fail") } == .notFound)
      },
      Ending("a task gives a large answer", "Task", "OK") { _ = try await $0.task("large") },
      Ending("a large request for a task", "Task", "OK") { server in
        _ = try await server.task(String(repeating: "r", count: 200_000))
      },
      Ending("a stream of answers", "Count", "OK") { server in
        let answers = try await server.channel.serverStreaming(TestMethods.count, Number(5))
        for try await _ in answers {}
      },
      Ending("a stream of requests", "Collect", "OK") { server in
        let call = try await server.channel.clientStreaming(TestMethods.collect)
        try await call.requests.write(Text("a"))
        call.requests.finish()
        #expect(try await call.response().message.service == "a")
      },
      Ending("the caller gives up", "Task", "CANCELLED") { server in
        let gate = server.gates.gate("wait here")
        let call = Task { try await server.task("wait here") }
        await gate.started.wait()
        call.cancel()
        _ = await call.result
      },
      Ending("the caller's time runs out", "Task", "DEADLINE_EXCEEDED") { server in
        let gate = server.gates.gate("wait late")
        async let code = server.code { try await server.task("wait late", CallOptions(timeout: .seconds(5))) }
        await gate.started.wait()
        server.time.advance(by: .seconds(6))
        #expect(await code == .deadlineExceeded)
      },
      Ending("the connection is lost", "Task", "CANCELLED") { server in
        let gate = server.gates.gate("wait lost")
        async let code = server.code { try await server.task("wait lost") }
        await gate.started.wait()
        await server.channel.loseConnection()
        #expect(await code == .unavailable)
      },
      Ending("a method that is not there", MetricNames.otherMethod, "UNIMPLEMENTED") { server in
        let code = await server.code { try await server.channel.unary(TestMethods.unknown, Text("")) }
        #expect(code == .unimplemented)
      },
    ]

    /// The method's path, or the name of the rest.
    var path: String { method == MetricNames.otherMethod ? method : "\(TestMethods.service)/\(method)" }
  }

  @Test("a call is counted once, as what became of it, in the totals, its method and its metric", arguments: Ending.all)
  func ending(_ ending: Ending) async throws {
    let server = ObservedServer()
    try await ending.call(server)
    await eventually { await server.snapshot().runningCalls == 0 }
    let snapshot = await server.snapshot()
    #expect(snapshot.startedCalls == 1)
    #expect(snapshot.succeededCalls == (ending.code == "OK" ? 1 : 0))
    #expect(snapshot.failedCalls == (ending.code == "OK" ? 0 : 1))
    #expect(snapshot.shedCalls == 0)
    #expect(snapshot.methods.map(\.method) == [ending.path])
    #expect(snapshot.methods.first?.startedCalls == 1)
    #expect(snapshot.methods.first?.failedCalls == snapshot.failedCalls)
    let lines = await server.metricLines("rpc_server_call_duration_seconds_count{")
    #expect(lines.count == 1)
    #expect(await server.callCount("rpc_server_call_duration", ending.path, ending.code) == 1)
  }

  @Test("calls that are turned away because too much runs are shed, not failed, and not remembered")
  func shed() async throws {
    var limits = WireLimits.standard
    limits.runningHandlersMax = 1
    let server = ObservedServer(limits: limits)
    let gate = server.gates.gate("wait a")
    async let first = server.task("wait a")
    await gate.started.wait()
    #expect(await server.code { try await server.task("b") } == .resourceExhausted)
    gate.release.open()
    _ = try await first
    await eventually { await server.snapshot().runningCalls == 0 }
    let snapshot = await server.snapshot()
    #expect(snapshot.startedCalls == 2)
    #expect(snapshot.succeededCalls == 1)
    #expect(snapshot.shedCalls == 1)
    #expect(snapshot.failedCalls == 0)
    #expect(await server.notable().isEmpty)
    #expect(await server.metricLines("ocop_server_calls_shed_total") == ["ocop_server_calls_shed_total 1"])
    let path = TestMethods.task.path
    #expect(await server.callCount("rpc_server_call_duration", path, "RESOURCE_EXHAUSTED") == 1)
  }

  @Test("a request that is too large, or does not decode, is a failed call of its method")
  func badRequests() async throws {
    var limits = WireLimits.standard
    limits.messageBytesMax = limits.frameBytesMax
    limits.assumedPeer.messageBytesMax = limits.frameBytesMax
    let server = ObservedServer(limits: limits)
    let large = Text(String(repeating: "x", count: limits.frameBytesMax))
    let method = AnyMethod(path: TestMethods.task.path, kind: .unary)
    let tooLarge = await server.code {
      try await server.channel.unary(method, request: large.encodedBytes(), options: CallOptions())
    }
    #expect(tooLarge == .resourceExhausted)
    let undecodable = await server.code {
      try await server.channel.unary(method, request: [0xFF], options: CallOptions())
    }
    #expect(undecodable == .invalidArgument)
    let snapshot = await server.snapshot()
    #expect(snapshot.failedCalls == 2)
    #expect(snapshot.methods.map(\.failedCalls) == [2])
  }

  @Test("any mix of calls adds up: what was started has succeeded, failed, been shed, or runs")
  func randomCalls() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let server = ObservedServer()
    var expected: [String: UInt64] = [:]
    for _ in 0..<60 {
      let endings = Ending.all.filter { !$0.testDescription.contains("connection") }
      guard let ending = endings.randomElement(using: &generator) else { break }
      // Each may wait at its gate once.
      if ["CANCELLED", "DEADLINE_EXCEEDED"].contains(ending.code), expected["\(ending.path) \(ending.code)"] != nil {
        continue
      }
      try await ending.call(server)
      expected["\(ending.path) \(ending.code)", default: 0] += 1
    }
    await eventually { await server.snapshot().runningCalls == 0 }
    let snapshot = await server.snapshot()
    #expect(snapshot.startedCalls == expected.values.reduce(0, +), "seed \(seed)")
    #expect(snapshot.succeededCalls + snapshot.failedCalls == snapshot.startedCalls, "seed \(seed)")
    // A client whose time is over says so, and its word may come before the server's own clock: such a call is counted
    // as given up or as out of time, but once.
    var remaining: [String: Int] = [:]
    for (ending, count) in expected {
      let words = ending.split(separator: " ").map(String.init)
      let counted = await server.callCount("rpc_server_call_duration", words[0], words[1])
      let mayBeEither = ["CANCELLED", "DEADLINE_EXCEEDED"].contains(words[1])
      remaining[mayBeEither ? words[0] : ending, default: 0] += Int(count) - counted
    }
    for path in Set(expected.keys.compactMap { $0.split(separator: " ").first.map(String.init) }) {
      for code in ["CANCELLED", "DEADLINE_EXCEEDED"] where expected["\(path) \(code)"] == nil {
        remaining[path, default: 0] -= await server.callCount("rpc_server_call_duration", path, code)
      }
    }
    #expect(remaining.values.allSatisfy { $0 == 0 }, "seed \(seed): \(remaining)")
  }

  @Test("the status OK has no error type; a fault of the server has, and a mistake of the caller has none")
  func errorType() async throws {
    let server = ObservedServer()
    _ = try await server.now("a")
    _ = await server.code { try await server.now("fail") }
    _ = await server.code { try await server.now("fault") }
    let lines = await server.metricLines("rpc_server_call_duration_seconds_count")
    #expect(lines.count == 3)
    #expect(lines.filter { $0.contains("error_type=") }.count == 1)
    #expect(lines.contains { $0.contains("error_type=\"UNAVAILABLE\"") && $0.contains("code=\"UNAVAILABLE\"") })
    #expect(lines.allSatisfy { $0.contains("rpc_system_name=\"ocop\"") })
    let client = await server.metricLines("rpc_client_call_duration_seconds_count")
    #expect(client.filter { $0.contains("error_type=") }.count == 2)
    #expect(client.allSatisfy { $0.contains("server_address=\"test\"") })
  }

  @Test("a client's calls are measured from their making to their end, also when they never arrive")
  func clientCalls() async throws {
    let server = ObservedServer()
    _ = try await server.now("slow")
    let answers = try await server.channel.serverStreaming(TestMethods.count, Number(2))
    for try await _ in answers {}
    await server.channel.close()
    #expect(await server.code { try await server.now("late") } == .unavailable)
    let path = TestMethods.now.path
    #expect(await server.callCount("rpc_client_call_duration", path, "OK") == 1)
    #expect(await server.callCount("rpc_client_call_duration", path, "UNAVAILABLE") == 1)
    #expect(await server.callCount("rpc_client_call_duration", TestMethods.count.path, "OK") == 1)
    let sums = await server.metricLines("rpc_client_call_duration_seconds_sum").filter { $0.hasSuffix(" 0.7") }
    #expect(sums.count == 1)
  }

  @Test("another factory of swift-metrics gets the same recordings")
  func otherFactory() async throws {
    let factory = RecordingFactory()
    let server = ObservedServer(factory: factory)
    _ = try await server.now("slow")
    await server.records.refreshMetrics()
    let recorded = factory.recorded
    #expect(recorded["rpc.server.call.duration"] == [700_000_000])
    #expect(recorded["rpc.client.call.duration"] == [700_000_000])
    #expect(recorded["ocop.server.connections.open"] == [1])
    #expect(recorded["ocop.server.calls.running"] == [0])
  }
}
