/// The 12 bytes that precede every frame's body, big-endian:
/// `length u32 · stream u32 · type u8 · flags u8 · meta_len u16`.
public struct FrameHeader: Hashable, Sendable {
  /// Bytes of a header on the wire.
  public static let byteCount = 12

  /// Bytes after the header.
  public var length: UInt32
  /// The stream, odd; 0 = the connection itself.
  public var stream: UInt32
  /// What the frame is.
  public var type: FrameType
  /// The type's flags.
  public var flags: FrameFlags
  /// How many of the body's bytes are metadata; the rest is data.
  public var metaLength: UInt16

  /// A header by its fields; nothing is checked.
  public init(length: UInt32, stream: UInt32, type: FrameType, flags: FrameFlags = [], metaLength: UInt16 = 0) {
    self.length = length
    self.stream = stream
    self.type = type
    self.flags = flags
    self.metaLength = metaLength
  }

  /// Reads a header from the first 12 of `bytes`; the caller has at least that many. Nothing is checked.
  public init(decoding bytes: UnsafeRawBufferPointer) {
    length = bytes.bigEndian(at: 0, as: UInt32.self)
    stream = bytes.bigEndian(at: 4, as: UInt32.self)
    type = FrameType(rawValue: bytes[8])
    flags = FrameFlags(rawValue: bytes[9])
    metaLength = bytes.bigEndian(at: 10, as: UInt16.self)
  }

  /// Writes the header over the first 12 of `bytes`.
  public func encode(into bytes: UnsafeMutableRawBufferPointer) {
    bytes.storeBigEndian(length, at: 0)
    bytes.storeBigEndian(stream, at: 4)
    bytes[8] = type.rawValue
    bytes[9] = flags.rawValue
    bytes.storeBigEndian(metaLength, at: 10)
  }

  /// Overwrites the stream of a frame that is already encoded: all that a relay has to change.
  public static func rewriteStream(_ stream: UInt32, in bytes: UnsafeMutableRawBufferPointer) {
    bytes.storeBigEndian(stream, at: 4)
  }

  /// Bytes of data in the body.
  @inlinable
  public var dataLength: Int { Int(length) - Int(metaLength) }
}
