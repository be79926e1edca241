import Glibc
import TestSupport

/// Where the bytes of every simulated message come from: one run of random bytes, of which each message is a part. So
/// a receiver can tell from any fragment whether it is the right one, and nothing is copied.
enum PatternBytes {
  /// Bytes there are; no message is longer than a quarter of them.
  static let byteCount = 1 << 14

  private static let words: [UInt64] = {
    var random = SeededGenerator(seed: 0x0C0B)
    return (0..<byteCount / 8).map { _ in random.next() }
  }()

  /// Calls `body` with the bytes of a message.
  static func withBytes<Result>(
    at offset: Int,
    count: Int,
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try words.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count])) }
  }

  /// Whether `bytes` are those at `offset`.
  static func matches(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
    withBytes(at: offset, count: bytes.count) { areEqual($0, bytes) }
  }

  /// Whether two runs of bytes are the same.
  static func areEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else { return true }
    return memcmp(leftStart, rightStart, left.count) == 0
  }

  /// A place for a message of this size.
  static func place(of byteCount: Int, _ random: inout SeededGenerator) -> Int {
    random.below(PatternBytes.byteCount - byteCount)
  }
}
