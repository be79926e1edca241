public import NIOCore

/// What secures a connection: verifies the peer and encrypts what comes and goes. TCP only; a Unix socket is secured by
/// its file's permissions. Implemented by rooms beside this one, so that this one compiles without them.
public protocol TransportSecurity: Sendable {
  /// Puts its handlers into the pipeline of a new connection. Called on the channel's loop, before any other handler is
  /// there. When the peer is verified, they fire `ConnectionSecured` inbound, once; when it is not, or `timeout` has
  /// passed, they fire a `SocketError` and close the channel.
  /// - Parameters:
  ///   - host: what a client has been told to connect to, without the port; nil on the server's side.
  ///   - timeout: how long the verification may take from now on.
  func secure(_ channel: any NIOCore.Channel, host: String?, timeout: TimeAmount) throws
  /// Asks to look for changed certificates now; later connections use what is found.
  func reload()
  /// Looks for changed certificates no more.
  func stop()
}
