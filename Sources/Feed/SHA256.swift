internal import CSHA256
public import Messages

/// SHA-256 as in FIPS 180-4, for telling whether two requests, or two histories, are the same. Not for
/// passwords.
public struct SHA256: Sendable {
  /// Bytes of a digest.
  public static let byteCount = 32

  private var state: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19
  )
  /// What is not yet a whole block of 64 bytes; none of it while there is nothing.
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  /// The digest of nothing so far.
  public init() {}

  /// Takes in bytes.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Takes in bytes with their number before them, so that the borders between several are part of the digest.
  public mutating func updateDelimited(_ bytes: [UInt8]) {
    withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { update($0) }
    update(bytes)
  }

  /// The digest of everything taken in: 32 bytes.
  public func finalize() -> [UInt8] {
    var last = self
    return pending.withUnsafeBytes { last.finish(with: $0) }
  }

  /// The digest once the last bytes, less than a block, are taken in as well. Their number is in `length` already.
  private mutating func finish(with rest: UnsafeRawBufferPointer) -> [UInt8] {
    // What is left, a bit of 1, zeros, and the number of bits as 8 bytes: one block or two.
    withUnsafeTemporaryAllocation(byteCount: 128, alignment: 8) { tail in
      tail.initializeMemory(as: UInt8.self, repeating: 0)
      tail.copyBytes(from: rest)
      tail[rest.count] = 0x80
      let byteCount = rest.count < 56 ? 64 : 128
      tail.storeBytes(of: (length &* 8).bigEndian, toByteOffset: byteCount - 8, as: UInt64.self)
      compressBlocks(of: UnsafeRawBufferPointer(rebasing: tail[..<byteCount]))
    }
    let words = state
    return [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
      withUnsafeBytes(of: words) { words in
        for index in 0..<8 {
          let word = words.load(fromByteOffset: index * 4, as: UInt32.self).bigEndian
          UnsafeMutableRawBufferPointer(buffer).storeBytes(of: word, toByteOffset: index * 4, as: UInt32.self)
        }
      }
      count = Self.byteCount
    }
  }

  private mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length &+= UInt64(bytes.count)
    var rest = bytes[...]
    if !pending.isEmpty {
      let taken = rest.prefix(64 - pending.count)
      pending.append(contentsOf: taken)
      rest = rest.dropFirst(taken.count)
      guard pending.count == 64 else { return }
      let block = pending
      pending.removeAll(keepingCapacity: true)
      block.withUnsafeBytes { compressBlocks(of: $0) }
    }
    let wholeByteCount = rest.count / 64 * 64
    compressBlocks(of: UnsafeRawBufferPointer(rebasing: rest.prefix(wholeByteCount)))
    if rest.count > wholeByteCount { pending.append(contentsOf: rest.dropFirst(wholeByteCount)) }
  }

  /// The digest of bytes.
  public static func digest(of bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { bytes in
      var hash = SHA256()
      hash.length = UInt64(bytes.count)
      let wholeByteCount = bytes.count / 64 * 64
      hash.compressBlocks(of: UnsafeRawBufferPointer(rebasing: bytes[..<wholeByteCount]))
      return hash.finish(with: UnsafeRawBufferPointer(rebasing: bytes[wholeByteCount...]))
    }
  }

  /// The digest of messages, in order: the same for the same messages only.
  public static func digest<Element: Message>(ofMessages messages: some Sequence<Element>) -> [UInt8] {
    var hash = SHA256()
    for message in messages { hash.updateDelimited(message.encodedBytes()) }
    return hash.finalize()
  }

  /// Takes in whole blocks of 64 bytes.
  private mutating func compressBlocks(of bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, bytes.count >= 64 else { return }
    withUnsafeMutableBytes(of: &state) { words in
      guard let words = words.baseAddress else { return }
      sha256_compress(
        words.assumingMemoryBound(to: UInt32.self),
        start.assumingMemoryBound(to: UInt8.self),
        bytes.count / 64
      )
    }
  }
}
