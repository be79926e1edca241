internal import NIOCore
public import RPC
public import Wire

extension SocketServer {
  /// What can be chosen about a server.
  public struct Configuration: Sendable {
    /// How many connections a server keeps by default.
    public static let connectionsMaxDefault = 4096
    /// How many connections may be in their handshake by default.
    public static let handshakesMaxDefault = 256

    /// Limits of its connections.
    public var limits = WireLimits.standard
    /// Limits over all its connections.
    public var serverLimits = ServerLimits.standard
    /// Time that a client has for TLS, and then again for its preface and HELLO; nil = what `limits` say.
    public var handshakeTimeout: Duration?
    /// This program and version, "ocop-registry/0.1.0", told to clients.
    public var agent = "ocop"
    /// Is told what happens on the connections.
    public var observer: (any ServerObserver)?
    /// The loop its connections live on.
    public var loop = SocketLoop.shared
    /// Connections kept at once, at least 1; more are closed as they come.
    public var connectionsMax = connectionsMaxDefault
    /// Connections whose preface and HELLO have not arrived, at least 1; when more come, the oldest of these is closed.
    public var handshakesMax = handshakesMaxDefault
    /// How long a connection lives before its client is asked to make another, a tenth more or less at random; nil =
    /// without end. What a new connection brings: another address of a pool, a certificate that is still valid.
    public var connectionAgeMax: Duration?
    /// How long the calls of a connection that has reached its age may take to finish before they are cut off.
    public var connectionAgeGrace = Duration.seconds(60)
    /// Permissions of the file of a Unix socket that the server opens itself.
    public var unixFileMode = UnixSocketFile.modeDefault
    /// Sockets that another process has handed over: an address that has some there listens on them.
    public var handedSockets: HandedSockets?
    /// Whether the listening sockets can be handed to another process (`HandoverListener`).
    public var keepsSocketsForHandover = false
    /// Secures its TCP connections; nil = plain.
    public var security: (any TransportSecurity)?

    /// The standard configuration.
    public init() {}

    /// The limits that connections get.
    var effectiveLimits: WireLimits {
      var limits = limits
      if let handshakeTimeout {
        limits.handshakeTimeoutMilliseconds = max(1, Int(TimeAmount(handshakeTimeout).nanoseconds / 1_000_000))
      }
      return limits
    }
  }
}
