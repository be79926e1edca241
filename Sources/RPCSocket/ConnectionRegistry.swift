internal import Logging
internal import RPC

/// The connections of a server.
///
/// Unchecked: touched on the server's loop only.
final class ConnectionRegistry: @unchecked Sendable {
  private let connectionsMax: Int
  private let logger: Logger
  private var connections: [ObjectIdentifier: ServerConnection] = [:]
  private var isStopping = false
  private var waiters: [() -> Void] = []
  private var refusedCount = 0

  /// One log line per this many refused connections.
  private static let refusalsPerLogLine = 1000

  init(connectionsMax: Int, logger: Logger) {
    self.connectionsMax = connectionsMax
    self.logger = logger
  }

  /// Takes a new connection; false when there are too many, or the server stops.
  func add(_ connection: ServerConnection) -> Bool {
    if isStopping { return false }
    if connections.count >= connectionsMax {
      if refusedCount % ConnectionRegistry.refusalsPerLogLine == 0 {
        logger.notice("connection refused", metadata: ["reason": "\(connectionsMax) connections are open"])
      }
      refusedCount += 1
      return false
    }
    connections[ObjectIdentifier(connection)] = connection
    return true
  }

  func remove(_ connection: ServerConnection) {
    connections[ObjectIdentifier(connection)] = nil
    tellIfEmpty()
  }

  /// Begins the graceful end of all connections; false when it had begun before.
  func beginShutdown() -> Bool {
    if isStopping { return false }
    isStopping = true
    for connection in connections.values { connection.beginGracefulShutdown() }
    tellIfEmpty()
    return true
  }

  func closeAll() {
    for connection in Array(connections.values) { connection.close() }
  }

  /// Calls `body` once the server stops and has no connections.
  func whenEmpty(_ body: @escaping () -> Void) {
    waiters.append(body)
    tellIfEmpty()
  }

  private func tellIfEmpty() {
    guard isStopping, connections.isEmpty else { return }
    let told = waiters
    waiters = []
    for body in told { body() }
  }
}
