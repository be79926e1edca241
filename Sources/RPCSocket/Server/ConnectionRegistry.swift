internal import Logging
internal import NIOCore
internal import RPC

/// The connections of a server, from the moment they are accepted: bounds how many there are, how many of them have not
/// finished their handshake, and how old they get.
///
/// Unchecked: touched on the server's loop only.
final class ConnectionRegistry: @unchecked Sendable {
  private struct Entry {
    let channel: any NIOCore.Channel
    let peer: String
    /// Nil until the transport is ready: with TLS, until the peer is verified.
    var connection: ServerConnection?
    var timer: Scheduled<Void>?
  }

  private let connectionsMax: Int
  private let handshakesMax: Int
  private let age: ConnectionAge?
  private let observer: (any ServerObserver)?
  private let logger: Logger
  private var entries: [UInt64: Entry] = [:]
  /// Those whose HELLO has not arrived.
  private var handshaking: Set<UInt64> = []
  private var nextNumber: UInt64 = 0
  /// No number below it is in `handshaking`.
  private var oldestHandshake: UInt64 = 0
  private var isStopping = false
  private var waiters: [() -> Void] = []
  private var refusedCount = 0
  private var displacedCount = 0

  /// How long a connection whose TLS is not established may go on when the server stops.
  private static let lastHandshake = TimeAmount.seconds(1)

  /// One log line per this many refused or displaced connections.
  private static let eventsPerLogLine = 1000

  init(configuration: SocketServer.Configuration, logger: Logger) {
    connectionsMax = configuration.connectionsMax
    handshakesMax = configuration.handshakesMax
    age = configuration.connectionAgeMax.map { ConnectionAge(max: $0, grace: configuration.connectionAgeGrace) }
    observer = configuration.observer
    self.logger = logger
  }

  /// Takes a new connection and gives it a number; nil when there are too many, or the server stops.
  ///
  /// Where there is no room, the oldest unfinished handshake makes way: an honest client finishes within some round
  /// trips, so that the oldest are those of clients that only take up places.
  func admit(_ channel: any NIOCore.Channel, peer: String) -> UInt64? {
    if isStopping { return nil }
    if handshaking.count >= handshakesMax || entries.count >= connectionsMax { displaceOldestHandshake() }
    if entries.count >= connectionsMax {
      if refusedCount % ConnectionRegistry.eventsPerLogLine == 0 {
        logger.notice("connection refused", metadata: ["reason": "\(connectionsMax) connections are open"])
      }
      refusedCount += 1
      observer?.connectionRefused()
      return nil
    }
    let number = nextNumber
    nextNumber += 1
    entries[number] = Entry(channel: channel, peer: peer)
    handshaking.insert(number)
    return number
  }

  /// The transport is ready.
  func began(_ number: UInt64, _ connection: ServerConnection) {
    entries[number]?.connection = connection
    if isStopping { connection.beginGracefulShutdown() }
  }

  /// The HELLO has arrived.
  func greeted(_ number: UInt64) {
    handshaking.remove(number)
    guard let age, let entry = entries[number] else { return }
    let registry = NIOLoopBound(self, eventLoop: entry.channel.eventLoop)
    entries[number]?.timer = entry.channel.eventLoop.scheduleTask(in: age.next()) { registry.value.hasAged(number) }
  }

  /// The connection is over.
  func remove(_ number: UInt64) {
    handshaking.remove(number)
    entries.removeValue(forKey: number)?.timer?.cancel()
    tellIfEmpty()
  }

  /// Begins the graceful end of all connections; false when it had begun before.
  func beginShutdown() -> Bool {
    if isStopping { return false }
    isStopping = true
    for (number, entry) in Array(entries) {
      if let connection = entry.connection {
        connection.beginGracefulShutdown()
      } else {
        // It may be about to say who it is, and to be told to go elsewhere.
        let registry = NIOLoopBound(self, eventLoop: entry.channel.eventLoop)
        entry.channel.eventLoop.scheduleTask(in: ConnectionRegistry.lastHandshake) {
          registry.value.closeUnready(number)
        }
      }
    }
    tellIfEmpty()
    return true
  }

  private func closeUnready(_ number: UInt64) {
    guard let entry = entries[number], entry.connection == nil else { return }
    entry.channel.close(promise: nil)
  }

  func closeAll() {
    for entry in Array(entries.values) {
      if let connection = entry.connection { connection.close() } else { entry.channel.close(promise: nil) }
    }
  }

  /// Calls `body` once the server stops and has no connections.
  func whenEmpty(_ body: @escaping () -> Void) {
    waiters.append(body)
    tellIfEmpty()
  }

  private func tellIfEmpty() {
    guard isStopping, entries.isEmpty else { return }
    let told = waiters
    waiters = []
    for body in told { body() }
  }

  private func displaceOldestHandshake() {
    if handshaking.isEmpty { return }
    while !handshaking.contains(oldestHandshake) { oldestHandshake += 1 }
    handshaking.remove(oldestHandshake)
    guard let entry = entries.removeValue(forKey: oldestHandshake) else { return }
    if displacedCount % ConnectionRegistry.eventsPerLogLine == 0 {
      logger.notice(
        "unfinished handshake displaced",
        metadata: ["peer": "\(entry.peer)", "reason": "there is no room for more connections or handshakes"]
      )
    }
    displacedCount += 1
    // At once: a peer that says nothing has nothing to be told, and must not keep the descriptor.
    entry.channel.close(promise: nil)
  }

  /// The connection has lived as long as it may: its calls finish, later ones go to another.
  private func hasAged(_ number: UInt64) {
    guard !isStopping, let age, let entry = entries[number], let connection = entry.connection else { return }
    logger.debug("connection is old", metadata: ["peer": "\(entry.peer)"])
    connection.beginGracefulShutdown(reason: "the connection has reached its age")
    entries[number]?.timer = entry.channel.eventLoop.scheduleTask(in: TimeAmount(age.grace)) { connection.close() }
  }
}
