import Logging
import TestSupport

@testable import RPC
@testable import Wire

/// Joins the channels of a simulation to its server: connects after a while, or refuses to.
///
/// Unchecked: touched by the thread that runs the simulation only.
final class SimulatedNetwork: Connector, @unchecked Sendable {
  private let world: SimulatedWorld
  private let profile: RuntimeProfile
  private let serverLoop: SimulatedLoop
  private let serverQueue: RunQueue
  private let methods: MethodTable
  private let script: HandlerScript
  private let witness: ServerWitness
  let admission: ServerAdmission
  private(set) var links: [SimulatedLinkPair] = []
  /// Connections that were made, those that are gone included.
  private(set) var madeCount = 0
  /// Connections that are being made.
  private(set) var connectingCount = 0
  /// What must be gone when the run is over.
  private(set) var leftovers: [WeakReference] = []
  /// True while connecting may fail.
  var isUnreliable = true

  let address = "simulated"

  init(_ world: SimulatedWorld, profile: RuntimeProfile, serverLoop: SimulatedLoop, script: HandlerScript) {
    self.world = world
    self.profile = profile
    self.serverLoop = serverLoop
    self.script = script
    serverQueue = RunQueue(driver: serverLoop)
    methods = MethodTable(script.router)
    witness = ServerWitness(world)
    admission = ServerAdmission(limits: profile.serverLimits, time: serverLoop, seed: world.random.next())
  }

  static let silentLogger = Logger(label: "simulated") { _ in SwiftLogNoOpLogHandler() }

  func connect(
    _ channel: ClientChannel,
    completion: @escaping @Sendable (Result<ClientConnection, RPCError>) -> Void
  ) {
    let nanoseconds = Int64(world.random.pick([0, 0, 100_000, 20_000_000]))
    connectingCount += 1
    _ = channel.runQueue.driver.schedule(afterNanoseconds: nanoseconds) {
      self.connectingCount -= 1
      if self.isUnreliable && self.world.random.chance(self.profile.refusedPercent) {
        self.world.note(.connect, -1)
        return completion(.failure(RPCError(.unavailable, "the connection was refused", isNotProcessed: true)))
      }
      completion(.success(self.makeConnection(of: channel)))
    }
  }

  private func makeConnection(of channel: ClientChannel) -> ClientConnection {
    madeCount += 1
    let number = madeCount
    world.note(.connect, number)
    let tap = WireTap(world, number: number, windowBytes: profile.limits.streamWindowBytes)
    let peer = "connection \(number)"
    script.taps[peer] = tap
    guard let clientLoop = channel.runQueue.driver as? SimulatedLoop else { preconditionFailure("no simulated loop") }
    let client = channel.makeConnection(peer: peer)
    let server = ServerConnection(
      methods: methods,
      observer: witness,
      admission: admission,
      limits: profile.limits,
      peer: peer,
      runQueue: serverQueue,
      logger: SimulatedNetwork.silentLogger,
      agent: "simulated"
    ) { [world] _ in world.note(.connect, number, 1) }
    let toServer = pipe(number * 2, tap, .toServer, clientLoop, serverQueue, serverLoop)
    let toClient = pipe(number * 2 + 1, tap, .toClient, serverLoop, channel.runQueue, clientLoop)
    let link = SimulatedLinkPair(number: number, client: client, server: server, toServer: toServer, toClient: toClient)
    links.append(link)
    leftovers += [WeakReference("client \(number)", client), WeakReference("server \(number)", server)]
    leftovers += [
      WeakReference("pipe to server \(number)", toServer), WeakReference("pipe to client \(number)", toClient),
    ]
    toServer.setSender(client)
    toClient.setSender(server)
    toClient.setReceiver(client)
    client.start(toServer)
    // The server takes its side when it comes to it; what has arrived before that waits.
    serverLoop.execute {
      toServer.setReceiver(server)
      server.start(toClient)
    }
    return client
  }

  private func pipe(
    _ number: Int,
    _ tap: WireTap,
    _ direction: WireTap.Direction,
    _ senderLoop: SimulatedLoop,
    _ receiverQueue: RunQueue,
    _ receiverLoop: SimulatedLoop
  ) -> SimulatedPipe {
    SimulatedPipe(
      world,
      number: number,
      tap: tap,
      direction: direction,
      profile: profile,
      from: senderLoop,
      to: receiverQueue,
      on: receiverLoop
    )
  }

  /// Runs something on the server's loop, in its turn.
  func onServer(_ body: @escaping @Sendable () -> Void) { serverLoop.execute(body) }

  /// Forgets connections of which both sides are over.
  func forgetEnded() {
    for link in links where link.isOver {
      link.toServer.release()
      link.toClient.release()
    }
    links.removeAll { $0.isOver }
  }

  /// Checks that no call is open for the server any more.
  func checkCounts() {
    witness.checkAllEnded()
  }
}
