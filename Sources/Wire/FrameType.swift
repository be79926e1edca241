/// What a frame is. An open set: a type with bit 7 set that this program does not know is skipped.
public struct FrameType: RawRepresentable, Hashable, Sendable {
  /// The type's number on the wire.
  public var rawValue: UInt8

  /// A type by its number; any number is allowed here, `isKnown` and `isIgnorable` judge it.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// First frame of each side: versions and limits.
  public static let hello = FrameType(rawValue: 1)
  /// Opens a stream; client to server.
  public static let open = FrameType(rawValue: 2)
  /// Initial metadata; server to client, at most once, before DATA.
  public static let headers = FrameType(rawValue: 3)
  /// A message, or a fragment of one; counted against the stream's credit.
  public static let data = FrameType(rawValue: 4)
  /// Ends a stream with a status; server to client.
  public static let close = FrameType(rawValue: 5)
  /// Abandons a stream; both ways, idempotent, unanswered.
  public static let cancel = FrameType(rawValue: 6)
  /// Raises the credit of a stream.
  public static let credit = FrameType(rawValue: 7)
  /// Asks for a sign of life, or (with ACK) gives it.
  public static let ping = FrameType(rawValue: 8)
  /// Announces the end of the connection.
  public static let goAway = FrameType(rawValue: 9)

  /// True for the types of this version of the protocol.
  @inlinable
  public var isKnown: Bool { rawValue >= 1 && rawValue <= 9 }

  /// True when a receiver that does not know the type skips the frame.
  @inlinable
  public var isIgnorable: Bool { rawValue & 0x80 != 0 }
}

extension FrameType: CustomStringConvertible {
  /// The name that the protocol text uses.
  public var description: String {
    switch self {
    case .hello: "HELLO"
    case .open: "OPEN"
    case .headers: "HEADERS"
    case .data: "DATA"
    case .close: "CLOSE"
    case .cancel: "CANCEL"
    case .credit: "CREDIT"
    case .ping: "PING"
    case .goAway: "GOAWAY"
    default: "type \(rawValue)"
    }
  }
}
