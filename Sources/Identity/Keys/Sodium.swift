internal import CSodium

/// What is used of libsodium: signatures, random bytes, and text forms of bytes that take the same time for every
/// content.
enum Sodium {
  static let publicKeyByteCount = 32
  static let seedByteCount = 32
  static let signatureByteCount = 64

  /// True once the library can be used; asked before anything else of it.
  static let isReady = sodium_init() >= 0

  static func randomBytes(_ count: Int) -> [UInt8] {
    precondition(isReady, "libsodium cannot be used on this machine")
    var bytes = [UInt8](repeating: 0, count: count)
    randombytes_buf(&bytes, count)
    return bytes
  }

  /// base64url without padding (RFC 4648, section 5).
  static func base64(_ bytes: [UInt8]) -> String {
    let variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING
    let capacity = sodium_base64_encoded_len(bytes.count, variant)
    var text = [CChar](repeating: 0, count: capacity)
    sodium_bin2base64(&text, capacity, bytes, bytes.count, variant)
    // Without the zero that C ends it with.
    return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// - Returns: nil when the text is not exactly base64url without padding.
  static func bytes(base64 text: Substring) -> [UInt8]? {
    let text = text.utf8.map { CChar(bitPattern: $0) }
    var bytes = [UInt8](repeating: 0, count: text.count)
    var count = 0
    let variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING
    guard sodium_base642bin(&bytes, bytes.count, text, text.count, nil, &count, nil, variant) == 0 else { return nil }
    return Array(bytes.prefix(count))
  }

  static func publicKey(seed: [UInt8]) -> [UInt8] { keyPair(seed: seed).publicKey }

  /// Ed25519 (RFC 8032).
  static func sign(_ message: [UInt8], seed: [UInt8]) -> [UInt8] {
    var secret = keyPair(seed: seed).secret
    defer { sodium_memzero(&secret, secret.count) }
    var signature = [UInt8](repeating: 0, count: signatureByteCount)
    crypto_sign_ed25519_detached(&signature, nil, message, UInt64(message.count), secret)
    return signature
  }

  static func isSignature(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
    guard isReady, signature.count == signatureByteCount, publicKey.count == publicKeyByteCount else { return false }
    return crypto_sign_ed25519_verify_detached(signature, message, UInt64(message.count), publicKey) == 0
  }

  private static func keyPair(seed: [UInt8]) -> (publicKey: [UInt8], secret: [UInt8]) {
    precondition(isReady && seed.count == seedByteCount, "a seed has \(seedByteCount) bytes")
    var publicKey = [UInt8](repeating: 0, count: publicKeyByteCount)
    var secret = [UInt8](repeating: 0, count: 64)
    crypto_sign_ed25519_seed_keypair(&publicKey, &secret, seed)
    return (publicKey, secret)
  }
}
