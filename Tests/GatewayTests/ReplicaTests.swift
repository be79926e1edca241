import Foundation
import Messages
import RPC
import RPCSocket
import ServiceKit
import Services
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// Goal: several processes of one service behind the gateway look like one to clients, and like several to an operator.
/// Method: real sockets; each process answers with its own name.
@Suite("Several processes of a service", .timeLimit(.minutes(1)))
struct ReplicaTests {
  /// Two registries, a gateway, and a client of it.
  private struct Pair {
    let installation: TestInstallation
    let servers: [SocketServer]
    let states: [DaemonState]
    let addresses: [String]

    var client: SocketChannel { installation.client }

    /// Runs `body` with two processes whose handlers are made by `echo`, from "a" and "b".
    static func with(
      limits: GatewayServer.Limits = GatewayServer.Limits(),
      echo: @escaping @Sendable (String) -> (@Sendable (Text, CallContext) async throws -> Text) = { name in
        { _, _ in Text(name) }
      },
      _ body: (Pair) async throws -> Void
    ) async throws {
      var servers: [SocketServer] = []
      var states: [DaemonState] = []
      for name in ["a", "b"] {
        var router = Router()
        router.unary(TestMethods.echo, handler: echo(name))
        let endpoint = Endpoint.unix(path: TestInstallation.socketPath())
        states.append(DaemonState(name: "registry"))
        servers.append(try await TestInstallation.start("registry", router, at: endpoint, state: states.last))
      }
      let addresses = servers.map { "\($0.endpoint)" }
      let list = try ServiceAddresses(parsing: addresses.joined(separator: ","))
      let installation = try await TestInstallation(addresses: ["registry": list], limits: limits)
      let pair = Pair(installation: installation, servers: servers, states: states, addresses: addresses)
      let result: Result<Void, any Error>
      do {
        for address in addresses { try await pair.wait(address, .connected) }
        result = .success(try await body(pair))
      } catch {
        result = .failure(error)
      }
      await installation.client.close()
      installation.gateway.stopNow()
      await installation.gateway.waitUntilStopped()
      for server in servers {
        server.stopNow()
        await server.waitUntilStopped()
      }
      try result.get()
    }

    func status() async throws -> GatewayV1.InstallationStatus {
      try await GatewayV1.GatewayClient(channel: client)
        .getInstallationStatus(GatewayV1.GetInstallationStatusRequest())
    }

    /// Asks for the status until a process stands like this; the suite's time limit is the end of it.
    @discardableResult
    func wait(_ address: String, _ state: GatewayV1.UpstreamState) async throws -> GatewayV1.Upstream {
      while true {
        let found = try await status().upstreams.first { $0.address == address }
        if let found, found.state == state { return found }
        try Task.checkCancellation()
      }
    }

    /// Who answered how many of some calls, one after the other.
    func shares(_ count: Int) async throws -> [String: Int] {
      var shares: [String: Int] = [:]
      for _ in 0..<count { shares[try await client.echo(), default: 0] += 1 }
      return shares
    }

    func drain(_ address: String) async throws -> [GatewayV1.Upstream] {
      var request = GatewayV1.DrainUpstreamRequest()
      request.address = address
      return try await GatewayV1.GatewayClient(channel: client).drainUpstream(request).upstreams
    }

    func undrain(_ address: String) async throws -> [GatewayV1.Upstream] {
      var request = GatewayV1.UndrainUpstreamRequest()
      request.address = address
      return try await GatewayV1.GatewayClient(channel: client).undrainUpstream(request).upstreams
    }
  }

  @Test("calls go to every process, and each has a row in the status")
  func spread() async throws {
    try await Pair.with { pair in
      let shares = try await pair.shares(200)
      #expect(Set(shares.keys) == ["a", "b"])
      let status = try await pair.status()
      #expect(status.services.map(\.name) == ["gateway", "registry", "registry"])
      #expect(status.services.dropFirst().map(\.address) == pair.addresses)
      #expect(status.upstreams.map(\.state) == [.connected, .connected])
    }
  }

  @Test("a process that is gone gets no calls, its row says why, and it comes back by itself")
  func goesAway() async throws {
    try await Pair.with { pair in
      pair.servers[0].stopNow()
      await pair.servers[0].waitUntilStopped()
      let row = try await pair.wait(pair.addresses[0], .unreachable)
      #expect(try await pair.shares(50) == ["b": 50])
      #expect(row.reason.contains(pair.addresses[0]))
      let status = try await pair.status()
      #expect(status.services.map(\.servingStatus) == [.serving, .unreachable, .serving])
      var router = Router()
      router.unary(TestMethods.echo) { _, _ in Text("a again") }
      let again = try await TestInstallation.start("registry", router, at: pair.servers[0].endpoint)
      while try await pair.client.echo() != "a again" {}
      again.stopNow()
      await again.waitUntilStopped()
    }
  }

  @Test("a process that says it is not serving gets no calls until it says that it is")
  func notServing() async throws {
    var limits = GatewayServer.Limits()
    limits.upstream.checkMilliseconds = 20
    limits.upstream.tickMilliseconds = 10
    try await Pair.with(limits: limits) { pair in
      pair.states[1].stopServing(reason: "out of disk")
      let row = try await pair.wait(pair.addresses[1], .notServing)
      #expect(row.reason == "out of disk")
      #expect(try await pair.shares(50) == ["a": 50])
      pair.states[1].beginServing(at: pair.addresses[1])
      try await pair.wait(pair.addresses[1], .connected)
      #expect(try await pair.shares(200)["b"] != nil)
    }
  }

  @Test("a process that lets calls run out of time gets no calls for a while")
  func silent() async throws {
    var limits = GatewayServer.Limits()
    limits.upstream.ejection.consecutiveFailuresMax = 3
    try await Pair.with(
      limits: limits,
      echo: { name in
        { _, _ in
          // Waits until the caller's time is over, whatever clock tells it.
          while name == "a", !Task.isCancelled { await Task.yield() }
          return Text(name)
        }
      },
      { pair in
        while try await pair.status().upstreams.first?.state != .ejected {
          _ = await rpcError { _ = try await pair.client.echo("", CallOptions(timeout: .milliseconds(30))) }
        }
        let row = try await pair.wait(pair.addresses[0], .ejected)
        #expect(row.reason.contains("3 calls in a row failed"))
        #expect(try await pair.shares(50) == ["b": 50])
      }
    )
  }

  @Test("a drained process gets no new calls, finishes those it has, and says so in the status, until it is undrained")
  func drain() async throws {
    let (began, gate) = (Gate(), Gate())
    try await Pair.with(echo: { name in
      { request, _ in
        if request.service == "hold" {
          began.open()
          await gate.wait()
        }
        return Text(name)
      }
    }) { pair in
      async let held = pair.client.echo("hold")
      await began.wait()
      // Which one has it the status says.
      let holder = try #require(try await pair.status().upstreams.first { $0.callsInFlight == 1 })
      let other = pair.addresses[0] == holder.address ? "b" : "a"
      let drained = try await pair.drain(holder.address)
      #expect(drained.map(\.state) == [.drained])
      #expect(drained.map(\.callsInFlight) == [1])
      #expect(try await pair.shares(50) == [other: 50])
      gate.open()
      #expect(try await held == (other == "a" ? "b" : "a"))
      let status = try await pair.status()
      #expect(status.upstreams.first { $0.address == holder.address }?.state == .drained)
      #expect(status.services.allSatisfy { $0.servingStatus == .serving }, "it is well, and may be stopped")
      #expect(try await pair.undrain(holder.address).map(\.state) == [.connected])
      #expect(try await pair.shares(200).count == 2)
    }
  }

  @Test(
    "to drain an address that nothing is routed to is refused, with those that there are; so is a text that is none"
  )
  func drainUnknown() async throws {
    try await Pair.with { pair in
      let unknown = await rpcError { _ = try await pair.drain("tcp:10.0.0.7:1") }
      #expect(unknown?.code == .notFound)
      #expect(unknown?.message.contains(pair.addresses[1]) == true)
      let wrong = await rpcError { _ = try await pair.drain("registry") }
      #expect(wrong?.code == .invalidArgument)
      for address in pair.addresses { _ = try await pair.drain(address) }
      let refused = await rpcError { _ = try await pair.client.echo() }
      #expect(refused?.code == .unavailable)
      #expect(refused?.isNotProcessed == true)
      #expect(refused?.origin == .proxy)
    }
  }

  @Test("when every process has as many calls as it may, more are refused by the gateway and told when to come again")
  func full() async throws {
    var limits = GatewayServer.Limits()
    limits.upstream.callsMax = 2
    let gate = Gate()
    let begun = Atomic<Int>(0)
    try await Pair.with(
      limits: limits,
      echo: { name in
        { _, _ in
          begun.add(1, ordering: .relaxed)
          await gate.wait()
          return Text(name)
        }
      },
      { pair in
        try await withThrowingTaskGroup(of: String.self) { group in
          for _ in 0..<4 { group.addTask { try await pair.client.echo() } }
          while begun.load(ordering: .relaxed) < 4 { await Task.yield() }
          let refused = await rpcError { _ = try await pair.client.echo() }
          #expect(refused?.code == .resourceExhausted)
          #expect(refused?.retryAfter == .milliseconds(100))
          #expect(refused?.isNotProcessed == true)
          #expect(refused?.origin == .proxy)
          gate.open()
          var names: [String] = []
          for try await name in group { names.append(name) }
          #expect(names.sorted() == ["a", "a", "b", "b"])
        }
      }
    )
  }

  @Test("addresses come from a file, and go with it")
  func fromFile() async throws {
    try await Pair.with { pair in
      let path = TestInstallation.socketPath() + ".list"
      try (pair.addresses[0] + "\n").write(toFile: path, atomically: true, encoding: .utf8)
      defer { try? FileManager.default.removeItem(atPath: path) }
      let list = try ServiceAddresses(parsing: "file:\(path)")
      let second = try await TestInstallation(addresses: ["registry": list])
      let following = Pair(
        installation: second,
        servers: pair.servers,
        states: pair.states,
        addresses: pair.addresses
      )
      try await following.wait(pair.addresses[0], .connected)
      #expect(try await following.shares(20) == ["a": 20])
      try (pair.addresses[1] + "\n").write(toFile: path, atomically: true, encoding: .utf8)
      try await following.wait(pair.addresses[1], .connected)
      #expect(try await following.shares(20) == ["b": 20])
      await second.client.close()
      second.gateway.stopNow()
      await second.gateway.waitUntilStopped()
    }
  }
}
