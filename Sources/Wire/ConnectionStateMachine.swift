/// The protocol of one connection as a value: which frame may come when, which streams are open, who may send how much.
/// It does no input and output. Received frames go into `receive`, which says what they mean; what is sent is announced
/// to it by the `write…` functions, which also encode.
///
/// Three kinds of user share it: the side that answers calls, the side that makes them, and a relay, which joins a
/// server-role and a client-role connection and passes metadata and data on as they are.
public struct ConnectionStateMachine: Sendable {
  /// Which side this is.
  public let role: ConnectionRole
  /// This side's limits.
  public let limits: WireLimits
  /// What the peer accepts; the assumed values until its HELLO arrives.
  public internal(set) var peer: PeerSettings
  /// True once the peer's HELLO has arrived.
  public internal(set) var hasPeerHello = false
  /// Highest stream opened so far, by whichever side opens.
  public internal(set) var lastStream: UInt32 = 0
  /// Streams above this are refused, as this side's last GOAWAY said.
  public internal(set) var lastStreamTaken = UInt32.max
  /// True once this side has announced the connection's end.
  public internal(set) var hasSentGoAway = false
  /// True once the peer has announced the connection's end.
  public internal(set) var hasReceivedGoAway = false

  /// DATA frames that were sent.
  public internal(set) var sentDataFrameCount: UInt64 = 0
  /// CLOSE frames that were sent for open streams, those aside that say that nothing was done.
  public internal(set) var sentCloseCount: UInt64 = 0

  var streams = StreamTable()

  /// What a GOAWAY says while its sender still takes what is under way.
  public static let noLastStream = UInt32.max

  /// The state of a connection on which nothing was sent yet.
  public init(role: ConnectionRole, limits: WireLimits) {
    self.role = role
    self.limits = limits
    peer = limits.assumedPeer
  }

  /// Streams that are open.
  public var openStreamCount: Int { streams.count }

  /// Slots of the open streams, in no order.
  public var openSlots: [Int] { streams.openSlots }

  /// The stream at a slot that holds an open one.
  public func stream(at slot: Int) -> UInt32 { streams[slot].stream }

  /// The slot of an open stream.
  public func slot(of stream: UInt32) -> Int? { streams.slot(of: stream) }

  /// True while `slot` holds the open stream `stream`: a slot is used again once its stream has ended.
  public func isOpen(slot: Int, stream: UInt32) -> Bool { streams.isOpen(slot: slot, stream: stream) }

  /// True when a client may open a stream now.
  public var openObstacle: OpenObstacle? {
    if hasReceivedGoAway || hasSentGoAway { return .goingAway }
    if lastStream > UInt32.max - 2 { return .numbersExhausted }
    if streams.count >= peer.streamsMax { return .streamLimit }
    return nil
  }
}
