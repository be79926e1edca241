internal import CSodium

/// SHA-256 (FIPS 180-4) of bytes that come in parts, for naming what they are.
public struct ContentDigest {
  private var state = crypto_hash_sha256_state()

  /// The digest of nothing yet.
  public init() {
    crypto_hash_sha256_init(&state)
  }

  /// Adds bytes.
  public mutating func add(_ bytes: [UInt8]) {
    crypto_hash_sha256_update(&state, bytes, UInt64(bytes.count))
  }

  /// The digest of everything added so far, as 64 hexadecimal digits.
  public var text: String {
    var state = state
    var digest = [UInt8](repeating: 0, count: 32)
    crypto_hash_sha256_final(&state, &digest)
    return digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
