internal import CSafeUnpack

/// Reads tags and values of the wire format, in bytes that may be hostile. Offsets are from the start of the outermost
/// message; whatever is returned lies within the bounds that were given.
struct WireReader {
  let bytes: UnsafeRawBufferPointer

  /// A varint and the bytes it takes.
  struct Varint {
    let value: UInt64
    let byteCount: Int
  }

  /// A varint of at most 64 bits.
  func varint(at offset: Int, end: Int) throws(WireFault) -> Varint {
    var value: UInt64 = 0
    for index in 0..<10 {
      guard offset + index < end else { throw WireFault(reason: .truncated) }
      let byte = bytes[offset + index]
      if index == 9 && byte > 1 { throw WireFault(reason: .varintTooLong) }
      value |= UInt64(byte & 0x7F) << (7 * UInt64(index))
      if byte < 0x80 { return Varint(value: value, byteCount: index + 1) }
    }
    throw WireFault(reason: .varintTooLong)
  }

  /// A varint of at most 32 bits: a tag or a length.
  func shortVarint(at offset: Int, end: Int) throws(WireFault) -> Varint {
    var value: UInt64 = 0
    for index in 0..<5 {
      guard offset + index < end else { throw WireFault(reason: .truncated) }
      let byte = bytes[offset + index]
      value |= UInt64(byte & 0x7F) << (7 * UInt64(index))
      if byte < 0x80 {
        if index == 4 && byte > 0x0F { throw WireFault(reason: .varintTooLong) }
        return Varint(value: value, byteCount: index + 1)
      }
    }
    throw WireFault(reason: .varintTooLong)
  }

  /// Four or eight bytes, the least significant first.
  func fixed<Bits: FixedWidthInteger>(_ type: Bits.Type, at offset: Int) -> Bits {
    Bits(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
  }

  /// How many of the bytes are UTF-8 without NUL, up to the first bad character.
  func validTextByteCount(_ range: Range<Int>) -> Int {
    guard let start = bytes.baseAddress else { return 0 }
    return ocop_utf8_valid_prefix((start + range.lowerBound).assumingMemoryBound(to: UInt8.self), range.count)
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func array(_ range: Range<Int>) -> [UInt8] { [UInt8](bytes[range]) }
}
