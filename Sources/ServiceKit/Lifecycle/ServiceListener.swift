public import RPCSocket

/// What takes a daemon's connections.
public protocol ServiceListener: Sendable {
  /// Where it listens; with the real port when port 0 was asked for.
  var endpoint: Endpoint { get }
  /// Everywhere it listens, `endpoint` first.
  var endpoints: [Endpoint] { get }
  /// Reads again what may change while it listens. Returns at once.
  func reload()
  /// Takes no more connections and calls, lets running calls finish, and cuts off those that have not after the grace
  /// period. Returns at once.
  func beginGracefulShutdown(gracePeriod: Duration)
  /// Ends every connection now.
  func stopNow()
  /// Returns when the last connection has ended and the listening socket is closed.
  func waitUntilStopped() async
}

extension ServiceListener {
  /// Most listen at one place.
  public var endpoints: [Endpoint] { [endpoint] }
  /// Most have nothing to read again.
  public func reload() {}
}
