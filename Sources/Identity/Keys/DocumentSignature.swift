/// A signature under a document that is kept, such as a report: Ed25519, by a key that also signs tokens.
public struct DocumentSignature: Sendable, Hashable {
  /// The name of the key that is said to have signed.
  public let keyID: String
  /// The signature in base64url, 86 characters.
  public let text: String

  /// A signature that was kept; nothing of it is believed yet.
  public init(keyID: String, text: String) {
    self.keyID = keyID
    self.text = text
  }

  /// Signs a document.
  public init(of document: [UInt8], by key: SigningKey) {
    keyID = key.id
    text = Sodium.base64(key.sign(Self.signedBytes(keyID: key.id, document)))
  }

  /// Checks that one of the keys has signed exactly this document.
  ///
  /// - Throws: why it is not believed.
  public func check(_ document: [UInt8], with keys: VerificationKeys) throws(IdentityProblem) {
    guard let key = keys[keyID] else {
      throw IdentityProblem("was signed with key \"\(keyID.prefix(32))\", which is not among the keys given")
    }
    guard let signature = Sodium.bytes(base64: text[...]), signature.count == Sodium.signatureByteCount else {
      throw IdentityProblem("has a damaged signature: it is not \(Sodium.signatureByteCount) bytes in base64url")
    }
    guard Sodium.isSignature(signature, of: Self.signedBytes(keyID: keyID, document), by: key.publicKey) else {
      throw IdentityProblem("was changed, or not signed with key \"\(key.id)\"")
    }
  }

  /// With a text of its own in front, so that no signature under a document can be passed off as a token's.
  private static func signedBytes(keyID: String, _ document: [UInt8]) -> [UInt8] {
    let id = Array(keyID.utf8.prefix(255))
    return Array("ocop-document-1".utf8) + [0, UInt8(id.count)] + id + document
  }
}
