/// The secret that tokens are signed with: Ed25519. It belongs on a machine that is not reached from outside; daemons
/// need only its public half.
public struct SigningKey: Sendable {
  /// The key's name in tokens and among the public keys.
  public let id: String
  private let seed: [UInt8]

  /// A new key, at random.
  /// - Throws: when the name is none for a key.
  public init(id: String) throws(IdentityProblem) {
    try VerificationKey.check(id: id)
    self.id = id
    seed = Sodium.randomBytes(Sodium.seedByteCount)
  }

  /// Reads what `fileText` wrote.
  /// - Throws: what is wrong, without a word of what the file holds.
  public init(fileText: String) throws(IdentityProblem) {
    let fields = fileText.split(whereSeparator: \.isWhitespace)
    guard fields.count == 3, fields[0] == SigningKey.mark else {
      throw IdentityProblem(
        "is not a signing key: \"\(SigningKey.mark) ID SECRET\", as ocop identity new-key writes it"
      )
    }
    id = String(fields[1])
    try VerificationKey.check(id: id)
    guard let seed = Sodium.bytes(base64: fields[2]), seed.count == Sodium.seedByteCount else {
      throw IdentityProblem("is damaged: its secret is not \(Sodium.seedByteCount) bytes in base64url")
    }
    self.seed = seed
  }

  private static let mark = "ocop-signing-key-1"

  /// The text to keep in a file that only its owner can read.
  public var fileText: String { "\(SigningKey.mark) \(id) \(Sodium.base64(seed))\n" }

  /// The half that daemons need.
  public var verificationKey: VerificationKey { VerificationKey(id: id, publicKey: Sodium.publicKey(seed: seed)) }

  func sign(_ message: [UInt8]) -> [UInt8] { Sodium.sign(message, seed: seed) }
}
