/// What the other side of a connection accepts: its HELLO, or the protocol's defaults before that arrives.
public struct PeerSettings: Hashable, Sendable {
  /// Largest frame the peer accepts, in bytes after the header.
  public var frameBytesMax: Int
  /// Largest message the peer accepts, in bytes.
  public var messageBytesMax: Int
  /// Streams that may be open towards the peer at once.
  public var streamsMax: Int
  /// Credit that each stream starts with towards the peer, in bytes.
  public var streamWindowBytes: Int
  /// Silence after which the peer pings, in milliseconds; 0 = it does not.
  public var pingIntervalMilliseconds: Int
  /// Whether the peer can undo the compression of messages (zlib).
  public var acceptsCompressed: Bool
  /// The peer's program and version, for logs only.
  public var agent: String

  /// Settings by value; the defaults are the protocol's.
  public init(
    frameBytesMax: Int = 65_536,
    messageBytesMax: Int = 4_194_304,
    streamsMax: Int = 1024,
    streamWindowBytes: Int = 262_144,
    pingIntervalMilliseconds: Int = 0,
    acceptsCompressed: Bool = false,
    agent: String = ""
  ) {
    self.frameBytesMax = frameBytesMax
    self.messageBytesMax = messageBytesMax
    self.streamsMax = streamsMax
    self.streamWindowBytes = streamWindowBytes
    self.pingIntervalMilliseconds = pingIntervalMilliseconds
    self.acceptsCompressed = acceptsCompressed
    self.agent = agent
  }
}
