/// Flags of a frame. Which ones a type may carry is in `allowed(for:)`; any other is a connection error.
public struct FrameFlags: OptionSet, Hashable, Sendable {
  /// The flags' byte on the wire.
  public var rawValue: UInt8

  /// Flags from their byte; undefined bits are kept, so that a check can find them.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// OPEN, DATA: the sender sends nothing more on this stream.
  public static let endStream = FrameFlags(rawValue: 0x01)
  /// DATA: another fragment of the same message follows.
  public static let more = FrameFlags(rawValue: 0x02)
  /// DATA: first of several fragments; the message's size (u32) precedes it.
  public static let total = FrameFlags(rawValue: 0x04)
  /// OPEN, DATA, CLOSE: the message is compressed. On the first (or only) frame of a message.
  public static let compressed = FrameFlags(rawValue: 0x08)
  /// OPEN, DATA, CLOSE: the frame carries a message (or a fragment of one), be it empty.
  public static let hasMessage = FrameFlags(rawValue: 0x10)
  /// PING: this is the answer.
  public static let acknowledgement = FrameFlags(rawValue: 0x01)

  /// The flags that a frame of `type` may carry.
  public static func allowed(for type: FrameType) -> FrameFlags {
    switch type {
    case .open: [.endStream, .hasMessage, .compressed]
    case .data: [.endStream, .more, .total, .compressed, .hasMessage]
    case .close: [.hasMessage, .compressed]
    case .ping: .acknowledgement
    default: []
    }
  }
}
