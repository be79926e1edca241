import Glibc
import Logging
import Messages
import RPC
import RPCSocket
import Services
import Synchronization
import TestSupport
import Testing

/// Servers on Unix sockets, each with its name, and a client's channel to all of them.
private final class Fleet: Sendable {
  let resolver: ScriptedResolver
  let endpoints: [Endpoint]
  private let servers = Mutex<[Int: SocketServer]>([:])
  private let gate: Gate
  private let extra: @Sendable (Int, inout Router) -> Void

  init(
    count: Int,
    gate: Gate = Gate(),
    extra: @escaping @Sendable (Int, inout Router) -> Void = { _, _ in }
  ) async throws {
    let name = "/tmp/ocop-pool-test-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    endpoints = (0..<count).map { .unix(path: "\(name)-\($0).sock") }
    resolver = ScriptedResolver(endpoints.map { PoolAddress(endpoint: "\($0)") })
    self.gate = gate
    self.extra = extra
    for number in 0..<count { try await start(number) }
  }

  func start(_ number: Int) async throws {
    var router = Echo.router("\(number)", gate: gate)
    extra(number, &router)
    let server = try await SocketServer.start(
      endpoint: endpoints[number],
      router: router,
      logger: PoolUnderTest.silentLogger
    )
    servers.withLock { $0[number] = server }
  }

  /// Ends a server and its connections at once, as kill -9 does.
  func kill(_ number: Int) async {
    let server = servers.withLock { $0.removeValue(forKey: number) }
    server?.stopNow()
    await server?.waitUntilStopped()
  }

  func stop() async {
    gate.open()
    for number in endpoints.indices { await kill(number) }
  }

  func pool(_ change: (inout PoolConfiguration) -> Void = { _ in }) -> PooledChannel {
    var configuration = PoolConfiguration()
    configuration.policy = .roundRobin
    configuration.seed = 1
    change(&configuration)
    return PooledChannel.sockets(
      resolver: resolver,
      configuration: configuration,
      logger: PoolUnderTest.silentLogger
    )
  }

  func client(_ change: (inout ClientConfiguration) -> Void = { _ in }) -> any Channel {
    var configuration = ClientConfiguration()
    change(&configuration)
    return configuration.makeChannel(to: resolver, logger: PoolUnderTest.silentLogger)
  }
}

@Suite("A pool over sockets")
struct PoolOverSocketsTests {
  @Test("calls reach all servers, and each its share")
  func spread() async throws {
    let fleet = try await Fleet(count: 3)
    let pool = fleet.pool { $0.connectsAtOnce = true }
    await eventually { pool.members.allSatisfy { $0.connectivity == .ready } }
    var counts: [String: Int] = [:]
    for _ in 0..<30 { counts[try await pool.unary(Echo.now, Echo.text("")).service, default: 0] += 1 }
    #expect(counts == ["0": 10, "1": 10, "2": 10])
    await pool.close()
    await fleet.stop()
  }

  @Test("servers that are killed and started again under load: no call that may be repeated fails")
  func kills() async throws {
    let fleet = try await Fleet(count: 3)
    let channel = fleet.client { configuration in
      configuration.pool.policy = .leastRequest
      configuration.service.standard.waitsForReady = true
    }
    let load = Load()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          while !load.isOver {
            load.note(await rpcError { try await channel.unary(Echo.now, Echo.text("")) })
          }
        }
      }
      for number in [0, 1, 2, 0] {
        let before = load.callCount + 200
        await eventually { load.callCount >= before }
        await fleet.kill(number)
        let after = load.callCount + 200
        await eventually { load.callCount >= after }
        do { try await fleet.start(number) } catch { Issue.record(error) }
      }
      load.end()
    }
    #expect(load.failures == [])
    await channel.close()
    await fleet.stop()
  }

  @Test("calls that a killed server had in its hands are answered by another one")
  func inHand() async throws {
    let gate = Gate()
    let fleet = try await Fleet(count: 2, gate: gate)
    var configuration = ClientConfiguration()
    configuration.pool.policy = .pickFirst
    let channel = configuration.makeChannel(to: fleet.resolver, logger: PoolUnderTest.silentLogger)
    #expect(try await channel.unary(Echo.now, Echo.text("")).service == "0")
    let calls = (0..<20).map { _ in Task { try await channel.unary(Echo.held, Echo.text("")).service } }
    // A call behind them on the same connection: they have arrived.
    _ = try await channel.unary(Echo.now, Echo.text(""))
    await fleet.kill(0)
    gate.open()
    for call in calls { #expect(try await call.value == "1") }
    await channel.close()
    await fleet.stop()
  }

  @Test("streams work through the whole client, and start again on another server before their first message")
  func streams() async throws {
    let fleet = try await Fleet(count: 2)
    let channel = fleet.client { $0.pool.policy = .pickFirst }
    func count() async throws -> [String] {
      var names: [String] = []
      for try await line in try await channel.serverStreaming(Echo.lines, Echo.text("3")) { names.append(line.service) }
      return names
    }
    #expect(try await count() == ["0", "0", "0"])
    let upload = try await channel.clientStreaming(Echo.joined)
    try await upload.requests.write(Echo.text("one"))
    try await upload.requests.write(Echo.text("two"))
    await fleet.kill(0)
    try await upload.requests.write(Echo.text("three"))
    upload.requests.finish()
    #expect(try await upload.response().message.service == "one two three")
    #expect(try await count() == ["1", "1", "1"])
    await channel.close()
    await fleet.stop()
  }

  @Test("a server that joins the list gets calls, and one that leaves gets none")
  func list() async throws {
    let fleet = try await Fleet(count: 3)
    let pool = fleet.pool()
    func addresses(_ numbers: [Int]) -> Result<[PoolAddress], RPCError> {
      .success(numbers.map { PoolAddress(endpoint: "\(fleet.endpoints[$0])") })
    }
    fleet.resolver.tell(addresses([0, 1]))
    _ = try await pool.unary(Echo.now, Echo.text(""))
    fleet.resolver.tell(addresses([1, 2]))
    await eventually { pool.members.count == 2 && pool.members.allSatisfy { $0.connectivity == .ready } }
    var names: Set<String> = []
    for _ in 0..<10 { names.insert(try await pool.unary(Echo.now, Echo.text("")).service) }
    #expect(names == ["1", "2"])
    await pool.close()
    await fleet.stop()
  }

  @Test("a call that waits for ready is answered once the only server is started")
  func waitForReady() async throws {
    let fleet = try await Fleet(count: 1)
    await fleet.kill(0)
    let pool = fleet.pool()
    let error = await rpcError { try await pool.unary(Echo.now, Echo.text("")) }
    #expect(error?.code == .unavailable && error?.isNotProcessed == true)
    var options = CallOptions(timeout: .seconds(60))
    options.waitsForReady = true
    let call = Task { [options] in try await pool.unary(Echo.now, Echo.text(""), options: options).service }
    await eventually { pool.waitingCallCount == 1 }
    try await fleet.start(0)
    #expect(try await call.value == "0")
    await pool.close()
    await fleet.stop()
  }

  @Test("an address that makes no sense is a member that cannot be reached")
  func senselessAddress() async {
    let pool = PooledChannel.sockets(
      resolver: ScriptedResolver("carrier pigeon"),
      logger: PoolUnderTest.silentLogger
    )
    let error = await rpcError { try await pool.unary(Echo.now, Echo.text("")) }
    #expect(error?.code == .unavailable)
    #expect(error?.message.contains("carrier pigeon") == true)
    await pool.close()
  }

  @Test("members that say they do not serve are not called; one without a health service is")
  func health() async throws {
    let states = (0..<3).map { _ in HealthState() }
    let fleet = try await Fleet(count: 3) { number, router in
      // The last one has no health service.
      if number < 2 { router.register(WatchedHealth(state: states[number])) }
    }
    let pool = fleet.pool {
      $0.healthSource = HealthWatch()
      $0.connectsAtOnce = true
    }
    func names() async throws -> Set<String> {
      var names: Set<String> = []
      for _ in 0..<9 { names.insert(try await pool.unary(Echo.now, Echo.text("")).service) }
      return names
    }
    await eventually { pool.members.count { $0.health == .serving } == 3 }
    #expect(try await names() == ["0", "1", "2"])
    states[0].set(.notServing)
    await eventually { pool.members.count { $0.health == .serving } == 2 }
    #expect(try await names() == ["1", "2"])
    states[0].set(.serving)
    await eventually { pool.members.count { $0.health == .serving } == 3 }
    #expect(try await names() == ["0", "1", "2"])
    await pool.close()
    await fleet.stop()
  }
}

/// Calls made without end, until the test ends them.
private final class Load: Sendable {
  private struct State {
    var isOver = false
    var callCount = 0
    var failures: [RPCError] = []
  }

  private let state = Mutex(State())

  var isOver: Bool { state.withLock { $0.isOver } }
  var callCount: Int { state.withLock { $0.callCount } }
  var failures: [RPCError] { state.withLock { $0.failures } }

  func end() { state.withLock { $0.isOver = true } }

  func note(_ error: RPCError?) {
    state.withLock { state in
      state.callCount += 1
      if let error { state.failures.append(error) }
    }
  }
}

/// The health of a server, which the test changes.
private final class HealthState: Sendable {
  private struct State {
    var status = RpcV1.ServingStatus.serving
    var watchers: [AsyncStream<RpcV1.ServingStatus>.Continuation] = []
  }

  private let state = Mutex(State())

  func set(_ status: RpcV1.ServingStatus) {
    state.withLock { state in
      state.status = status
      for watcher in state.watchers { watcher.yield(status) }
    }
  }

  var statuses: AsyncStream<RpcV1.ServingStatus> {
    let (stream, continuation) = AsyncStream<RpcV1.ServingStatus>.makeStream()
    state.withLock { state in
      continuation.yield(state.status)
      state.watchers.append(continuation)
    }
    return stream
  }
}

private struct WatchedHealth: RpcV1.HealthServiceProtocol {
  let state: HealthState

  func check(_ request: RpcV1.CheckRequest, context: CallContext) async throws -> RpcV1.CheckResponse {
    throw RPCError(.unimplemented, "not in this test")
  }

  func watch(
    _ request: RpcV1.CheckRequest,
    to writer: ResponseWriter<RpcV1.CheckResponse>,
    context: CallContext
  ) async throws {
    for await status in state.statuses {
      var response = RpcV1.CheckResponse()
      response.servingStatus = status
      try await writer.write(response)
    }
    try Task.checkCancellation()
  }

  func list(_ request: RpcV1.ListHealthRequest, context: CallContext) async throws -> RpcV1.ListHealthResponse {
    throw RPCError(.unimplemented, "not in this test")
  }

  func getStatus(_ request: RpcV1.GetStatusRequest, context: CallContext) async throws -> RpcV1.ServiceStatus {
    throw RPCError(.unimplemented, "not in this test")
  }
}
