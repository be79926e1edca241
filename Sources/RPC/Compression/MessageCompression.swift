internal import CZlib
internal import Wire

/// Compressed messages as PROTOCOL.md, section 5, has them: the message's size as `u32`, then the message as a zlib
/// stream (RFC 1950).
enum MessageCompression {
  /// Bytes in front of the zlib stream.
  static let sizeByteCount = 4
  /// Smaller messages are sent as they are: they seldom get smaller.
  static let messageBytesMin = 128
  /// Fast rather than tight: a local network is quicker than a tighter level.
  private static let level: CInt = 1

  /// Deflate makes nothing smaller than this part of itself (RFC 1951: 258 bytes by a two-bit pair of codes).
  private static let ratioMax = 1032

  /// Why a received message could not be inflated.
  enum Failure: Error, Equatable {
    /// Larger than is accepted, as its size says; nothing was inflated.
    case tooLarge(byteCount: Int)
    /// Not what a compressed message is.
    case malformed(String)
  }

  /// The compressed form of a message; nil when it would not be smaller.
  static func compressed(_ message: UnsafeRawBufferPointer) -> [UInt8]? {
    guard message.count >= messageBytesMin, let source = message.baseAddress else { return nil }
    let capacity = message.count - 1
    var length = uLongf(capacity - sizeByteCount)
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      count = 0
      guard let start = buffer.baseAddress else { return }
      let result = compress2(
        start + sizeByteCount,
        &length,
        source.assumingMemoryBound(to: UInt8.self),
        uLong(message.count),
        level
      )
      guard result == Z_OK else { return }
      UnsafeMutableRawBufferPointer(buffer).storeBytes(of: UInt32(message.count).bigEndian, as: UInt32.self)
      count = sizeByteCount + Int(length)
    }
    return bytes.isEmpty ? nil : bytes
  }

  /// The message of a compressed form. Its size is compared with `byteCountMax` before anything is inflated, and no
  /// more than that size is ever written.
  static func inflated(_ bytes: UnsafeRawBufferPointer, byteCountMax: Int) throws(Failure) -> [UInt8] {
    guard bytes.count >= sizeByteCount, let start = bytes.baseAddress else {
      throw .malformed("a compressed message of \(bytes.count) bytes")
    }
    let byteCount = Int(UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))
    guard byteCount <= byteCountMax else { throw .tooLarge(byteCount: byteCount) }
    guard byteCount <= (bytes.count - sizeByteCount) * ratioMax else {
      throw .malformed("\(bytes.count) bytes cannot be the compressed form of \(byteCount)")
    }
    var sourceLength = uLong(bytes.count - sizeByteCount)
    let streamByteCount = sourceLength
    var result = Z_OK
    var written = uLongf(byteCount)
    // A byte more than is needed: room for a stream that holds more than it says, to be told apart.
    let message = [UInt8](unsafeUninitializedCapacity: byteCount + 1) { buffer, count in
      guard let target = buffer.baseAddress else { return }
      written = uLongf(byteCount + 1)
      result = uncompress2(
        target,
        &written,
        (start + sizeByteCount).assumingMemoryBound(to: UInt8.self),
        &sourceLength
      )
      count = min(Int(written), byteCount)
    }
    guard result == Z_OK, written == byteCount else {
      throw .malformed("the compressed message is not a zlib stream of \(byteCount) bytes")
    }
    guard sourceLength == streamByteCount else {
      throw .malformed("\(streamByteCount - sourceLength) bytes follow the compressed message")
    }
    return message
  }
}
