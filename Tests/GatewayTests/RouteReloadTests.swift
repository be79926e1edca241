import Foundation
import Messages
import Observability
import RPC
import RPCSocket
import ServiceKit
import Services
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// Goal: a route table is replaced while calls run: nothing that stays is touched, what goes finishes, and a file with
/// a mistake changes nothing. Method: real sockets, and a real file that is replaced.
@Suite("Replacing the routes", .timeLimit(.minutes(1)))
struct RouteReloadTests {
  /// Services whose processes count their connections, and a gateway that follows a file.
  private final class Site {
    let path = TestInstallation.socketPath() + ".routes"
    var gateway: GatewayServer?
    var client: SocketChannel?
    private var servers: [SocketServer] = []

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func serve(_ name: String, _ router: Router) async throws -> (address: String, connections: ConnectionCounter) {
      let counter = ConnectionCounter()
      let server = try await SocketServer.start(
        endpoint: .unix(path: TestInstallation.socketPath()),
        router: router,
        observer: counter,
        logger: TestInstallation.logger,
        loop: SocketLoop()
      )
      servers.append(server)
      return ("\(server.endpoint)", counter)
    }

    func write(_ text: String) throws {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    func start() async throws -> SocketChannel {
      let read: @Sendable (String, [UInt8]) throws(ConfigurationError) -> [Route] = { path, bytes in
        try RouteFile(path: path, bytes: bytes).routes
      }
      let file = FollowedFile("the routes", path: path, logger: TestInstallation.logger, read: read)
      var (limits, options) = (GatewayServer.Limits(), GatewayServer.Options())
      limits.fileInterval = .milliseconds(10)
      options.routeFile = file
      let gateway = try await GatewayServer.start(
        at: [.endpoint(.unix(path: TestInstallation.socketPath()))],
        routes: try file.load(),
        state: DaemonState(name: "gateway"),
        logger: TestInstallation.logger,
        limits: limits,
        options: options
      )
      self.gateway = gateway
      let client = SocketChannel(endpoint: gateway.endpoint, logger: TestInstallation.logger)
      self.client = client
      return client
    }

    /// Waits until the file was read that often; the suite's time limit is the end of it.
    func wait(loaded: UInt64 = 0, failed: UInt64 = 0) async throws -> FollowedFileStatus {
      while true {
        let status = try #require(gateway?.parts.routeFile?.status)
        if status.loadedCount >= loaded && status.failedCount >= failed { return status }
        try Task.checkCancellation()
        await Task.yield()
      }
    }

    func stop() async {
      await client?.close()
      gateway?.stopNow()
      await gateway?.waitUntilStopped()
      for server in servers {
        server.stopNow()
        await server.waitUntilStopped()
      }
    }
  }

  private final class ConnectionCounter: ServerObserver {
    let count = Atomic<Int>(0)
    func connectionOpened(_ connection: ServerConnection) { count.add(1, ordering: .relaxed) }
    func connectionClosed(_ connection: ServerConnection) {}
    func connectionRefused() {}
    func callStarted(_ call: any ObservedCall) {}
    func callEnded(_ call: any ObservedCall, _ end: CallEnd) {}
    func callRefused(_ refusal: CallRefusal) {}
    func relayedMethod(_ path: UnsafeRawBufferPointer) -> RelayedMethod? { nil }
    func learnRelayedMethod(_ path: String) -> RelayedMethod? { nil }
  }

  private static func echo(_ name: String) -> Router {
    var router = Router()
    router.unary(TestMethods.echo) { _, _ in Text(name) }
    router.unary(TestMethods.unrouted) { _, _ in Text(name) }
    return router
  }

  private static let registry = TestMethods.echo.service
  private static let other = TestMethods.unrouted.service

  private func withSite(_ body: (Site) async throws -> Void) async throws {
    let site = Site()
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(site))
    } catch {
      result = .failure(error)
    }
    await site.stop()
    try result.get()
  }

  @Test("a service that is added gets calls, and what was there keeps its connection, also among new addresses")
  func adds() async throws {
    try await withSite { site in
      let a = try await site.serve("a", Self.echo("a"))
      let b = try await site.serve("b", Self.echo("b"))
      try site.write("\(Self.registry) \(a.address)\n")
      let client = try await site.start()
      #expect(try await client.echo() == "a")
      let before = await rpcError { _ = try await client.unary(TestMethods.unrouted, Text("")) }
      #expect(before?.code == .unimplemented)
      try site.write("\(Self.registry) \(a.address),\(b.address) calls_max=9\n\(Self.other) \(b.address)\n")
      _ = try await site.wait(loaded: 2)
      while await rpcError({ _ = try await client.unary(TestMethods.unrouted, Text("")) }) != nil {}
      var names: Set<String> = []
      while names.count < 2 { names.insert(try await client.echo()) }
      #expect(a.connections.count.load(ordering: .relaxed) == 1)
      let status = try await GatewayV1.GatewayClient(channel: client)
        .getInstallationStatus(GatewayV1.GetInstallationStatusRequest())
      #expect(status.routeFile?.loadedCount == 2)
      #expect(status.routeFile?.problem == "")
      #expect(status.loads.map(\.service) == ["registry", Self.other])
      #expect(status.loads.first?.callsMax == 18)
      try site.write("\(Self.registry) \(a.address)\n")
      _ = try await site.wait(loaded: 3)
      while try await client.echo() == "b" {}
      for _ in 0..<20 { #expect(try await client.echo() == "a") }
      #expect(a.connections.count.load(ordering: .relaxed) == 1)
    }
  }

  @Test("a service that is removed finishes its calls and gets no more, and its connection ends with the last call")
  func removes() async throws {
    let (began, gate) = (Gate(), Gate())
    try await withSite { site in
      let a = try await site.serve("a", Self.echo("a"))
      var holding = Router()
      holding.unary(TestMethods.unrouted) { _, _ in
        began.open()
        await gate.wait()
        return Text("held")
      }
      let b = try await site.serve("b", holding)
      try site.write("\(Self.registry) \(a.address)\n\(Self.other) \(b.address)\n")
      let client = try await site.start()
      async let held = client.unary(TestMethods.unrouted, Text("")).service
      await began.wait()
      try site.write("\(Self.registry) \(a.address)\n")
      _ = try await site.wait(loaded: 2)
      while await rpcError({ _ = try await client.unary(TestMethods.unknown, Text("")) })?.message.contains(Self.other)
        == true
      {}
      var refused: RPCError?
      // The hand that has read the file tells the loop; until then the call waits like the first one.
      while refused?.code != .unimplemented {
        refused = await rpcError {
          _ = try await client.unary(TestMethods.unrouted, Text(""), options: CallOptions(timeout: .milliseconds(20)))
        }
      }
      #expect(refused?.origin == .proxy)
      #expect(refused?.isNotProcessed == true)
      gate.open()
      #expect(try await held == "held")
    }
  }

  @Test("a file with a mistake changes nothing, the status says what is wrong, and the next good one is used")
  func mistake() async throws {
    try await withSite { site in
      let a = try await site.serve("a", Self.echo("a"))
      let b = try await site.serve("b", Self.echo("b"))
      try site.write("\(Self.registry) \(a.address)\n")
      let client = try await site.start()
      #expect(try await client.echo() == "a")
      try site.write("\(Self.registry) \(b.address)\nocop.a.A nowhere\n")
      let status = try await site.wait(failed: 1)
      #expect(status.problem.hasPrefix("\(site.path):2: "), "\(status)")
      #expect(try await client.echo() == "a")
      let told = try await GatewayV1.GatewayClient(channel: client)
        .getInstallationStatus(GatewayV1.GetInstallationStatusRequest())
      #expect(told.routeFile?.problem == status.problem)
      #expect(told.routeFile?.failedCount == 1)
      #expect(site.gateway?.parts.figures.files.map(\.isRefused) == [true])
      try FileManager.default.removeItem(atPath: site.path)
      let gone = try await site.wait(failed: 2)
      #expect(gone.problem.contains("cannot be opened"))
      #expect(try await client.echo() == "a")
      try site.write("\(Self.registry) \(b.address)\n")
      #expect(try await site.wait(loaded: 2).problem == "")
      while try await client.echo() == "a" {}
    }
  }

  @Test("a call takes no longer than its route allows, also when its caller says nothing or more")
  func timeoutMax() async throws {
    try await withSite { site in
      var router = Router()
      router.unary(TestMethods.echo) { request, context in
        if request.service == "tell" { return Text("\(context.timeRemaining ?? .zero)") }
        while !Task.isCancelled { await Task.yield() }
        return Text("late")
      }
      let a = try await site.serve("a", router)
      try site.write("\(Self.registry) \(a.address) timeout_max=50ms\n")
      let client = try await site.start()
      for options in [CallOptions(), CallOptions(timeout: .seconds(60))] {
        let error = await rpcError { _ = try await client.echo("", options) }
        #expect(error?.code == .deadlineExceeded)
      }
    }
  }
}
