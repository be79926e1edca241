import Messages
import RPC
import RPCSocket
import Services
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Gateway

/// Goal: what the gateway refuses because of a caller's share says so, and costs nobody else; and repetitions of
/// client and gateway do not multiply. Method: real sockets; a call's time tells whose it is.
@Suite("Shares and repetitions through the gateway", .timeLimit(.minutes(1)))
struct FairnessForwardingTests {
  /// Calls with more than a minute are b's.
  private struct Naming: CallerNaming {
    func callerKey(of call: RelayedOpen) -> String {
      call.prelude.timeoutNanoseconds > 60_000_000_000 ? "b" : "a"
    }
  }

  private static let (ofA, ofB) = (CallOptions(timeout: .seconds(50)), CallOptions(timeout: .seconds(100)))

  @Test("when a service is full, a caller with its share is refused and told when to come again, and another is not")
  func shares() async throws {
    let gate = Gate()
    let begun = Atomic<Int>(0)
    var router = Router()
    router.unary(TestMethods.echo) { request, _ in
      begun.add(1, ordering: .relaxed)
      await gate.wait()
      return request
    }
    var (limits, options) = (GatewayServer.Limits(), GatewayServer.Options())
    limits.upstream.callsMax = 18
    options.naming = Naming()
    try await TestInstallation.with(.init(registry: router), limits: limits, options: options) { installation in
      let client = installation.client
      try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<16 { group.addTask { try await client.echo("a", Self.ofA) } }
        while begun.load(ordering: .relaxed) < 16 { await Task.yield() }
        let full = await rpcError { _ = try await client.echo("a", Self.ofA) }
        #expect(full?.message.contains("as many calls in flight as it may") == true, "\(String(describing: full))")
        group.addTask { try await client.echo("b", Self.ofB) }
        while begun.load(ordering: .relaxed) < 17 { await Task.yield() }
        let refused = await rpcError { _ = try await client.echo("a", Self.ofA) }
        #expect(refused?.code == .resourceExhausted)
        #expect(refused?.message == "registry is nearly full, and a has 16 calls in flight there; its share is 8")
        #expect(refused?.retryAfter == .milliseconds(100))
        #expect(refused?.isNotProcessed == true)
        #expect(refused?.origin == .proxy)
        let status = try await GatewayV1.GatewayClient(channel: client)
          .getInstallationStatus(GatewayV1.GetInstallationStatusRequest())
        #expect(status.callers.map(\.caller) == ["a", "b"])
        #expect(status.callers.map(\.callsInFlight) == [16, 1])
        #expect(status.callers.first?.shedCalls ?? 0 >= 1)
        #expect(status.loads.first?.callsInFlight == 17)
        gate.open()
        var answers: [String: Int] = [:]
        for try await answer in group { answers[answer, default: 0] += 1 }
        #expect(answers == ["a": 16, "b": 1])
      }
      let status = try await GatewayV1.GatewayClient(channel: client)
        .getInstallationStatus(GatewayV1.GetInstallationStatusRequest())
      #expect(status.loads.first?.callsInFlight == 0)
    }
  }

  @Test("a call that nobody takes is tried four times at most: the gateway moves it once, a client repeats it once")
  func repetitions() async throws {
    let asked = Atomic<Int>(0)
    var servers: [SocketServer] = []
    for _ in 0..<2 {
      var router = Router()
      router.unary(TestMethods.echo) { _, _ in
        asked.add(1, ordering: .relaxed)
        throw RPCError(.unavailable, "not now", isNotProcessed: true)
      }
      let endpoint = Endpoint.unix(path: TestInstallation.socketPath())
      servers.append(try await TestInstallation.start("registry", router, at: endpoint))
    }
    let list = try ServiceAddresses(parsing: servers.map { "\($0.endpoint)" }.joined(separator: ","))
    let installation = try await TestInstallation(addresses: ["registry": list])
    let error = await rpcError { _ = try await installation.client.echo() }
    #expect(error?.code == .unavailable)
    #expect((2...4).contains(asked.load(ordering: .relaxed)), "\(asked.load(ordering: .relaxed))")
    await installation.client.close()
    installation.gateway.stopNow()
    await installation.gateway.waitUntilStopped()
    for server in servers {
      server.stopNow()
      await server.waitUntilStopped()
    }
  }
}
