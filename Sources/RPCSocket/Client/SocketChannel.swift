public import Logging
internal import NIOCore
internal import NIOPosix
public import RPC
public import Wire

/// A channel over sockets: connects when the first call needs it, and again, with growing pauses, when the connection
/// was lost. While the address cannot be reached calls fail with UNAVAILABLE, naming the address and why. End it with
/// `close()`.
public final class SocketChannel: CoreBackedChannel {
  /// What can be chosen about a channel.
  public struct Configuration: Sendable {
    /// Limits of its connections.
    public var limits = WireLimits.standard
    /// How long to wait for a connection, in milliseconds; as long again for the handshake of TLS.
    public var connectTimeoutMilliseconds = 5_000
    /// How long to leave an unreachable address alone.
    public var backoff = Backoff()
    /// What the server is called in errors, beside its address: "listing"; empty = the address alone.
    public var peerName = ""
    /// This program and version, told to servers.
    public var agent = "ocop"
    /// Is told of the ends of its calls.
    public var observer: (any ClientObserver)?
    /// The loop its connections live on.
    public var loop = SocketLoop.shared
    /// Secures its connection when the endpoint is TCP; nil = plain.
    public var security: (any TransportSecurity)?
    /// The name that the server's certificate must have; empty = the endpoint's host. For addresses that a name was
    /// resolved to.
    public var serverName = ""

    /// The standard configuration.
    public init() {}
  }

  /// Where it connects to.
  public let endpoint: Endpoint
  /// The channel without its sockets; what a relay forwards to.
  public let core: ClientChannel

  /// A channel that connects when it is first used.
  public init(endpoint: Endpoint, configuration: Configuration = Configuration(), logger: Logger) {
    let contradictions = configuration.limits.contradictions
    precondition(contradictions.isEmpty, contradictions.joined(separator: "; "))
    self.endpoint = endpoint
    core = ClientChannel(
      connector: SocketConnector(
        endpoint: endpoint,
        configuration: configuration
      ),
      limits: configuration.limits,
      runQueue: configuration.loop.runQueue,
      logger: logger,
      agent: configuration.agent,
      backoff: configuration.backoff,
      observer: configuration.observer
    )
  }
}
