import Messages
import RPC
import RPCSocket
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// Goal: the access log says of each call through the gateway who made it, how it ended, and who caused that. Method:
/// real sockets; the log's lines are kept in memory.
@Suite("The access log of a gateway", .timeLimit(.minutes(1)))
struct AccessLogForwardingTests {
  private final class Sink: AccessSink {
    let lines = Mutex<[String]>([])

    func write(_ lines: [UInt8]) throws(AccessLogFailure) {
      let texts = String(decoding: lines, as: UTF8.self).split(separator: "\n").map(String.init)
      self.lines.withLock { $0 += texts }
    }

    func reopen() throws(AccessLogFailure) {}
  }

  /// Runs `calls` against a gateway with an access log, and returns the lines.
  private func lines(
    registry: Router?,
    limits: CallerLimits = CallerLimits(),
    _ calls: (SocketChannel) async throws -> Void
  ) async throws -> [String] {
    let sink = Sink()
    var options = GatewayServer.Options()
    let log = AccessLog(.standardError, sink: sink, logger: TestInstallation.logger)
    options.accessLog = log
    try await TestInstallation.with(.init(registry: registry), options: options, callerLimits: limits) { installation in
      try await calls(installation.client)
    }
    await withCheckedContinuation { continuation in log.flush { continuation.resume() } }
    return sink.lines.withLock { $0 }
  }

  @Test("a good call, an error of the service, one of the caller and one of the gateway each say who caused it")
  func causes() async throws {
    var router = Router()
    router.unary(TestMethods.echo) { request, _ in
      switch request.service {
      case "good": return Text("secret answer")
      case "wrong": throw RPCError(.notFound, "no secret producer")
      default: throw RPCError(.internalError, "a secret defect")
      }
    }
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    let lines = try await lines(registry: router) { client in
      var options = CallOptions()
      options.metadata = ["producer": "secret-value"]
      options.traceparent = trace
      _ = try await client.echo("good", options)
      for text in ["wrong", "defect"] { _ = await rpcError { _ = try await client.echo(text) } }
      _ = await rpcError { _ = try await client.unary(TestMethods.unrouted, Text("")) }
      let down = Method<Text, Text>(service: "ocop.listing.v1.Listing", name: "A", kind: .unary)
      _ = await rpcError { _ = try await client.unary(down, Text("")) }
    }
    try #require(lines.count == 6, "the last call came twice: what had no effect a client tries once more")
    #expect(lines.allSatisfy { !$0.contains("secret") }, "\(lines)")
    #expect(lines.allSatisfy { $0.contains(#""caller":"uid:"#) })
    #expect(lines[0].contains(#""status":"OK","upstream":"unix:/tmp/"#))
    #expect(lines[0].contains(#""trace":"4bf92f3577b34da6a3ce929d0e0e4736""#))
    #expect(lines[0].contains(#""request_bytes":6,"response_bytes":15"#), "\(lines[0])")
    #expect(lines[1].contains(#""status":"NOT_FOUND","cause":"client""#))
    #expect(lines[2].contains(#""status":"INTERNAL","cause":"upstream""#))
    #expect(lines[3].contains(#""status":"UNIMPLEMENTED","cause":"client","attempt":0"#))
    #expect(lines[3].contains(#""method":"ocop.other.v1.Other/Echo""#))
    for (attempt, line) in lines[4...].enumerated() {
      #expect(line.contains(#""status":"UNAVAILABLE","cause":"upstream""#))
      #expect(line.contains(#""attempt":\#(attempt)"#))
      #expect(line.contains("cannot connect to listing"))
    }
  }

  @Test("a call that its caller gives up, and one that comes too often, are the caller's")
  func callers() async throws {
    let began = Gate()
    var router = Router()
    router.unary(TestMethods.echo) { _, _ in
      began.open()
      while !Task.isCancelled { await Task.yield() }
      return Text("")
    }
    let limits = try LimitFile(path: "l", bytes: Array("limit other * rate=1/h".utf8)).limits
    let lines = try await lines(registry: router, limits: limits) { client in
      let call = Task { try await client.echo() }
      await began.wait()
      call.cancel()
      _ = await call.result
      let refused = await rpcError { _ = try await client.echo() }
      #expect(refused?.code == .resourceExhausted)
      #expect(refused?.origin == .proxy)
      #expect(refused?.isNotProcessed == true)
      let wait = try #require(refused?.retryAfter)
      #expect(wait > .seconds(3_500) && wait <= .seconds(3_600))
    }
    #expect(lines.count == 2)
    #expect(lines.contains { $0.contains(#""status":"CANCELLED","cause":"client""#) }, "\(lines)")
    #expect(lines.contains { $0.contains(#""status":"RESOURCE_EXHAUSTED","cause":"client""#) }, "\(lines)")
  }
}
