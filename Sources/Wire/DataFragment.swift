/// What a DATA frame brought: a whole message or a part of one, or just the end of the stream.
public struct DataFragment: Hashable, Sendable {
  /// Where the fragment's bytes start in the frame's data: 4 when the message's size precedes them, else 0.
  public var byteOffset: Int
  /// Bytes of the fragment; what flow control counted.
  public var byteCount: Int
  /// True for the first (or only) fragment of a message.
  public var isFirst: Bool
  /// True when the message is complete with this fragment. False for a frame without a message.
  public var isLast: Bool
  /// Size of the whole message; known from the first fragment on, and only told there.
  public var messageByteCount: Int
  /// True when the message is compressed; only told with its first fragment.
  public var isCompressed = false
  /// True when the peer sends nothing more on this stream.
  public var endsStream: Bool

  /// True when the frame carries a message or a part of one.
  @inlinable
  public var hasMessage: Bool { isFirst || isLast || byteCount > 0 }
}
