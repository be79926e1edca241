/// The fixed 8 bytes at the start of a CLOSE frame's metadata: `code u8 · flags u8 · reserved u16 · retry_after_ms
/// u32`.
public struct CloseStatus: Hashable, Sendable {
  /// Bytes of a status on the wire.
  public static let byteCount = 8

  /// The flags of a status.
  public struct Flags: OptionSet, Hashable, Sendable {
    /// The flags' byte on the wire.
    public var rawValue: UInt8

    /// Flags from their byte; undefined bits are kept and not interpreted.
    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    /// The call had no effect: it may be repeated whatever it does.
    public static let notProcessed = Flags(rawValue: 1)
    /// A proxy made this status, not the called service.
    public static let originProxy = Flags(rawValue: 2)
    /// Do not repeat the call.
    public static let noRetry = Flags(rawValue: 4)
  }

  /// The highest code there is (gRPC's UNAUTHENTICATED).
  public static let codeMax: UInt8 = 16

  /// gRPC status code; 0 = OK, above 16 = read as UNKNOWN.
  public var code: UInt8
  /// See `Flags`.
  public var flags: Flags
  /// Milliseconds to wait before a repetition; 0 = not said.
  public var retryAfterMilliseconds: UInt32

  /// A status by its fields.
  public init(code: UInt8, flags: Flags = [], retryAfterMilliseconds: UInt32 = 0) {
    self.code = code
    self.flags = flags
    self.retryAfterMilliseconds = retryAfterMilliseconds
  }

  /// Reads a status from the first 8 of `bytes`; the caller has at least that many. Nothing is checked.
  public init(decoding bytes: UnsafeRawBufferPointer) {
    code = bytes[0]
    flags = Flags(rawValue: bytes[1])
    retryAfterMilliseconds = bytes.bigEndian(at: 4, as: UInt32.self)
  }

  /// Writes the status over the first 8 of `bytes`.
  public func encode(into bytes: UnsafeMutableRawBufferPointer) {
    bytes[0] = code
    bytes[1] = flags.rawValue
    bytes.storeBigEndian(UInt16(0), at: 2)
    bytes.storeBigEndian(retryAfterMilliseconds, at: 4)
  }
}
