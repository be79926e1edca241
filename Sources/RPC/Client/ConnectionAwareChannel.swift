/// A channel to one address that tells how it stands with it, and connects when it is asked to: what a pool is made of.
public protocol ConnectionAwareChannel: Channel {
  /// How it stands now.
  var connectivity: Connectivity { get }

  /// Tells `observer` the present state and then every change, in order, on the channel's loop. One observer; a second
  /// takes the place of the first. It must not block.
  func observeConnectivity(_ observer: @escaping @Sendable (Connectivity) -> Void)

  /// Makes a connection without waiting for a call: at once, or when an address that could not be reached has been left
  /// alone for long enough. Does nothing when there is a connection.
  func connect()
}

extension CoreBackedChannel {
  /// See `ConnectionAwareChannel`.
  public var connectivity: Connectivity { core.connectivityReport.present }

  /// See `ConnectionAwareChannel`.
  public func observeConnectivity(_ observer: @escaping @Sendable (Connectivity) -> Void) {
    core.onLoop { [core] in core.connectivityReport.observe(observer) }
  }

  /// See `ConnectionAwareChannel`.
  public func connect() {
    core.onLoop { [core] in core.wantConnection() }
  }
}
