import Messages
import RPCInProcess
import Synchronization
import Testing
import Wire

@testable import RPC

/// A connector whose attempts end when and as the test says.
private final class ScriptedConnector: Connector {
  private let pending = Mutex<[@Sendable (Result<ClientConnection, RPCError>) -> Void]>([])
  private let count = Atomic<Int>(0)

  var address: String { "nowhere" }
  var connectCount: Int { count.load(ordering: .relaxed) }

  func connect(
    _ channel: ClientChannel,
    completion: @escaping @Sendable (Result<ClientConnection, RPCError>) -> Void
  ) {
    count.add(1, ordering: .relaxed)
    pending.withLock { $0.append(completion) }
  }

  func fail(on loop: StepLoop) {
    let completions = pending.withLock { pending in
      let taken = pending
      pending = []
      return taken
    }
    loop.execute { for completion in completions { completion(.failure(.unreached)) } }
  }
}

private struct ScriptedChannel: CoreBackedChannel {
  let core: ClientChannel
}

@Suite("How a channel stands with its address")
struct ConnectivityTests {
  private struct Stage {
    let loop = StepLoop()
    let connector = ScriptedConnector()
    let channel: ScriptedChannel

    init() {
      var backoff = Backoff()
      backoff.pauseMinMilliseconds = 100
      backoff.pauseMaxMilliseconds = 400
      backoff.factor = 2
      backoff.jitter = 0
      channel = ScriptedChannel(
        core: ClientChannel(
          connector: connector,
          limits: .standard,
          runQueue: RunQueue(driver: loop),
          logger: PoolUnderTest.silentLogger,
          agent: "test",
          backoff: backoff
        )
      )
    }
  }

  /// Keeps what it is told.
  private final class Observer: Sendable {
    private let kept = Mutex<[Connectivity]>([])

    var told: [Connectivity] { kept.withLock { $0 } }

    func note(_ connectivity: Connectivity) { kept.withLock { $0.append(connectivity) } }
  }

  private static let rest = Connectivity.resting(reason: "cannot connect")

  @Test("an observer hears the present state, and then each change once")
  func observation() async {
    let stage = Stage()
    let observer = Observer()
    stage.channel.observeConnectivity(observer.note)
    #expect(observer.told == [.idle])
    stage.channel.connect()
    stage.channel.connect()
    #expect(observer.told == [.idle, .connecting])
    #expect(stage.connector.connectCount == 1)
    stage.connector.fail(on: stage.loop)
    #expect(stage.channel.connectivity == Self.rest)
    stage.loop.advance(milliseconds: 99)
    #expect(stage.channel.connectivity == Self.rest)
    stage.loop.advance(milliseconds: 1)
    await stage.channel.close()
    #expect(observer.told == [.idle, .connecting, Self.rest, .idle, .closed])
  }

  @Test("a connection that is wanted while the address rests is made when the rest is over; rests grow, bounded")
  func wantedDuringRest() {
    let stage = Stage()
    stage.channel.connect()
    for (count, pause) in [(1, 100), (2, 200), (3, 400), (4, 400), (5, 400)] as [(Int, Int64)] {
      stage.connector.fail(on: stage.loop)
      stage.channel.connect()
      stage.loop.advance(milliseconds: pause - 1)
      #expect(stage.connector.connectCount == count)
      stage.loop.advance(milliseconds: 1)
      #expect(stage.connector.connectCount == count + 1)
    }
  }

  @Test("a call that waits for ready waits while others fail at once")
  func patience() async {
    let stage = Stage()
    let patient = Task { await rpcError { try await stage.channel.call(Methods.unsafe, .patient) } }
    await eventually { stage.connector.connectCount == 1 && stage.loop.isIdle }
    let impatient = Task { await rpcError { try await stage.channel.call() } }
    await eventually { stage.channel.core.waitingCount == 2 }
    stage.connector.fail(on: stage.loop)
    #expect(await impatient.value == .unreached)
    #expect(await rpcError { try await stage.channel.call() } == .unreached, "while it rests")
    stage.loop.advance(milliseconds: 100)
    #expect(stage.connector.connectCount == 2, "somebody waits")
    stage.connector.fail(on: stage.loop)
    #expect(stage.channel.core.waitingCount == 1)
    await stage.channel.close()
    #expect(await patient.value?.message == "the channel was closed")
  }

  @Test("a call that waits for ready waits no longer than its time, and its place is free then")
  func patienceEnds() async {
    let stage = Stage()
    var options = CallOptions.patient
    options.timeout = .milliseconds(250)
    let patient = Task { [options] in await rpcError { try await stage.channel.call(Methods.unsafe, options) } }
    await eventually { stage.connector.connectCount == 1 && stage.loop.isIdle }
    stage.connector.fail(on: stage.loop)
    stage.loop.advance(milliseconds: 100)
    stage.connector.fail(on: stage.loop)
    stage.loop.advance(milliseconds: 150)
    #expect(await patient.value?.code == .deadlineExceeded)
    stage.loop.advance(milliseconds: 1_000)
    #expect(stage.channel.connectivity == .idle, "nobody waits any more")
    #expect(stage.channel.core.waitingCount == 0)
  }

  @Test("a channel is ready when the server has said HELLO, and idle when the connection is lost")
  func ready() async throws {
    var router = Router()
    router.immediate(Echo.now) { request, _ in request }
    let channel = InProcessChannel(router: router)
    let observer = Observer()
    channel.observeConnectivity(observer.note)
    channel.connect()
    await eventually { channel.connectivity == .ready }
    _ = try await channel.unary(Echo.now, Echo.Text(), options: .patient)
    await channel.loseConnection()
    await eventually { channel.connectivity == .idle }
    await channel.close()
    await eventually { observer.told.last == .closed }
    #expect(observer.told == [.idle, .connecting, .ready, .idle, .closed])
  }
}
