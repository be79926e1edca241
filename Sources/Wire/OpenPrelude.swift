/// The fixed 16 bytes at the start of an OPEN frame's metadata, which each hop may rewrite:
/// `timeout_ns u64 · attempt u8 · hops u8 · criticality u8 · flags u8 · response_credit u32`.
public struct OpenPrelude: Hashable, Sendable {
  /// Bytes of a prelude on the wire.
  public static let byteCount = 16

  /// Time left for the call in nanoseconds, relative to its arrival; 0 = none was set.
  public var timeoutNanoseconds: UInt64
  /// 0 for a first try, then counted up by whoever repeats the call.
  public var attempt: UInt8
  /// Proxies passed so far.
  public var hops: UInt8
  /// How much the call matters under load; 0 = not said.
  public var criticality: UInt8
  /// `idempotentFlag`, `acceptsCompressedFlag`. Other bits are kept and not interpreted.
  public var flags: UInt8
  /// Credit in bytes that the answering side starts with on this stream.
  public var responseCredit: UInt32

  /// The bit of `flags` that says the call may be repeated safely.
  public static let idempotentFlag: UInt8 = 0x01
  /// The bit of `flags` that says responses may be compressed.
  public static let acceptsCompressedFlag: UInt8 = 0x02

  /// A prelude by its fields.
  public init(
    timeoutNanoseconds: UInt64 = 0,
    attempt: UInt8 = 0,
    hops: UInt8 = 0,
    criticality: UInt8 = 0,
    flags: UInt8 = 0,
    responseCredit: UInt32
  ) {
    self.timeoutNanoseconds = timeoutNanoseconds
    self.attempt = attempt
    self.hops = hops
    self.criticality = criticality
    self.flags = flags
    self.responseCredit = responseCredit
  }

  /// Reads a prelude from the first 16 of `bytes`; the caller has at least that many.
  public init(decoding bytes: UnsafeRawBufferPointer) {
    timeoutNanoseconds = bytes.bigEndian(at: 0, as: UInt64.self)
    attempt = bytes[8]
    hops = bytes[9]
    criticality = bytes[10]
    flags = bytes[11]
    responseCredit = bytes.bigEndian(at: 12, as: UInt32.self)
  }

  /// Writes the prelude over the first 16 of `bytes`.
  public func encode(into bytes: UnsafeMutableRawBufferPointer) {
    bytes.storeBigEndian(timeoutNanoseconds, at: 0)
    bytes[8] = attempt
    bytes[9] = hops
    bytes[10] = criticality
    bytes[11] = flags
    bytes.storeBigEndian(responseCredit, at: 12)
  }

  /// True when the caller says that the call may be repeated safely.
  @inlinable
  public var isIdempotent: Bool { flags & OpenPrelude.idempotentFlag != 0 }

  /// True when the caller can undo the compression of responses.
  @inlinable
  public var acceptsCompressed: Bool { flags & OpenPrelude.acceptsCompressedFlag != 0 }
}
