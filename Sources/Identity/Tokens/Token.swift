public import Messages

/// A signed token: what it says, and its text. How it is built is in proto/ocop/identity/v1/identity.proto.
public struct Token: Sendable {
  /// Begins the text of every token, so that one can be found where it should not be.
  public static let mark = "ocop1_"
  /// Longest text that is looked at, in bytes: it has to fit into a call's metadata.
  public static let textByteCountMax = 6_144
  /// Longest time that a token is valid, in seconds: 400 days.
  public static let validSecondsMax: Int64 = 400 * 86_400

  private let signed: IdentityV1.SignedToken

  /// Makes a token of what it is to say.
  /// - Throws: what may not be said.
  public init(claims: IdentityV1.TokenClaims, signedBy key: SigningKey) throws(IdentityProblem) {
    try claims.check()
    var signed = IdentityV1.SignedToken()
    signed.keyID = key.id
    signed.claims = claims.encodedBytes()
    signed.signature = key.sign(Token.signedBytes(keyID: key.id, claims: signed.claims))
    self.signed = signed
    let byteCount = text.utf8.count
    if byteCount > Token.textByteCountMax {
      throw IdentityProblem("would have \(byteCount) bytes, which no call can carry: give it fewer units")
    }
  }

  /// Takes a text apart; nothing of what it says is believed yet.
  /// - Throws: in which way it is no token.
  public init(text: String) throws(IdentityProblem) {
    guard text.hasPrefix(Token.mark) else { throw IdentityProblem("is not a token: one begins with \(Token.mark)") }
    guard text.utf8.count <= Token.textByteCountMax else { throw IdentityProblem("is longer than any token") }
    guard let bytes = Sodium.bytes(base64: text.dropFirst(Token.mark.count)),
      let signed = try? IdentityV1.SignedToken(decodingBytes: bytes)
    else { throw IdentityProblem("is damaged: a part of it is missing or was changed") }
    self.signed = signed
  }

  /// What travels and is kept in a file.
  public var text: String { Token.mark + Sodium.base64(signed.encodedBytes()) }

  /// Name of the key that it says has signed it.
  public var keyID: String { signed.keyID }

  /// What it says, whether or not it is true: for its owner to look at.
  public var unverifiedClaims: IdentityV1.TokenClaims? { try? IdentityV1.TokenClaims(decodingBytes: signed.claims) }

  /// What it says, if one of the keys has signed exactly that.
  /// - Throws: why it is not believed.
  public func claims(verifiedWith keys: VerificationKeys) throws(IdentityProblem) -> IdentityV1.TokenClaims {
    guard let key = keys[signed.keyID] else {
      let name = signed.keyID.prefix(32)
      throw IdentityProblem("was signed with key \"\(name)\", which is not among the keys taken here")
    }
    let bytes = Token.signedBytes(keyID: signed.keyID, claims: signed.claims)
    guard Sodium.isSignature(signed.signature, of: bytes, by: key.publicKey) else {
      throw IdentityProblem("was changed, or not signed with key \"\(key.id)\"")
    }
    guard let claims = unverifiedClaims else { throw IdentityProblem("says what cannot be decoded") }
    try claims.check()
    return claims
  }

  /// With a text of its own in front, so that no other signature of the key can be passed off as a token's.
  private static func signedBytes(keyID: String, claims: [UInt8]) -> [UInt8] {
    let id = Array(keyID.utf8.prefix(255))
    return Array("ocop-token-1".utf8) + [0, UInt8(id.count)] + id + claims
  }
}
