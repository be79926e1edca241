/// The server, or group of servers, that a channel's calls go to, as its spans name it.
public struct TracedServer: Hashable, Sendable {
  /// Its host, its Unix socket, or what the group is called.
  public let address: String
  /// Its port; nil when it has none.
  public let port: Int?

  /// A server by its address.
  public init(address: String, port: Int? = nil) {
    self.address = address
    self.port = port
  }
}
