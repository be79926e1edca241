/// How a channel gets a connection: the part of a channel that a transport supplies.
public protocol Connector: Sendable {
  /// Where it connects to, for messages: "tcp:127.0.0.1:7401".
  var address: String { get }

  /// Connects, makes the connection with `channel.makeConnection(peer:)`, starts it, and calls `completion` with it, or
  /// with why it could not. Called on the channel's loop; `completion` is called there too, exactly once, later.
  func connect(_ channel: ClientChannel, completion: @escaping @Sendable (Result<ClientConnection, RPCError>) -> Void)
}
