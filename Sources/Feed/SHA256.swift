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
    // What is left, a bit of 1, zeros, and the number of bits as 8 bytes: one block or two.
    withUnsafeTemporaryAllocation(byteCount: 128, alignment: 8) { tail in
      tail.initializeMemory(as: UInt8.self, repeating: 0)
      tail.copyBytes(from: pending)
      tail[pending.count] = 0x80
      let byteCount = pending.count < 56 ? 64 : 128
      tail.storeBytes(of: (length &* 8).bigEndian, toByteOffset: byteCount - 8, as: UInt64.self)
      last.compressBlocks(of: UnsafeRawBufferPointer(rebasing: tail[..<byteCount]))
    }
    let words = last.state
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
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }

  /// The digest of messages, in order: the same for the same messages only.
  public static func digest<Element: Message>(ofMessages messages: some Sequence<Element>) -> [UInt8] {
    var hash = SHA256()
    for message in messages { hash.updateDelimited(message.encodedBytes()) }
    return hash.finalize()
  }

  private mutating func compressBlocks(of bytes: UnsafeRawBufferPointer) {
    for start in stride(from: 0, to: bytes.count, by: 64) {
      compress(UnsafeRawBufferPointer(rebasing: bytes[start..<(start + 64)]))
    }
  }

  private mutating func compress(_ block: UnsafeRawBufferPointer) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      for index in 0..<16 {
        schedule[index] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
      }
      for index in 16..<64 {
        let early = schedule[index - 15]
        let late = schedule[index - 2]
        let first = Self.rotate(early, 7) ^ Self.rotate(early, 18) ^ (early >> 3)
        let second = Self.rotate(late, 17) ^ Self.rotate(late, 19) ^ (late >> 10)
        schedule[index] = schedule[index - 16] &+ first &+ schedule[index - 7] &+ second
      }
      var (a, b, c, d, e, f, g, h) = state
      for index in 0..<64 {
        let mixedE = Self.rotate(e, 6) ^ Self.rotate(e, 11) ^ Self.rotate(e, 25)
        let choice = (e & f) ^ (~e & g)
        let first = h &+ mixedE &+ choice &+ Self.constants[index] &+ schedule[index]
        let mixedA = Self.rotate(a, 2) ^ Self.rotate(a, 13) ^ Self.rotate(a, 22)
        let second = mixedA &+ ((a & b) ^ (a & c) ^ (b & c))
        (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
      }
      state = (
        state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e, state.5 &+ f, state.6 &+ g, state.7 &+ h
      )
    }
  }

  private static func rotate(_ word: UInt32, _ bits: UInt32) -> UInt32 {
    (word >> bits) | (word << (32 - bits))
  }

  // FIPS 180-4, 4.2.2.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
