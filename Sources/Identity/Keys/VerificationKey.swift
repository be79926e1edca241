/// The public half of a key that tokens are signed with.
public struct VerificationKey: Hashable, Sendable {
  /// The key's name: 1 to 32 of a-z, 0-9, '-', '_' and '.'.
  public let id: String
  let publicKey: [UInt8]

  init(id: String, publicKey: [UInt8]) {
    self.id = id
    self.publicKey = publicKey
  }

  /// The line for a file of keys: "2026-a Gb9ECWm…".
  public var line: String { "\(id) \(Sodium.base64(publicKey))" }

  static func check(id: String) throws(IdentityProblem) {
    let isName =
      (1...32).contains(id.utf8.count)
      && id.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
      }
    if !isName { throw IdentityProblem("\"\(id.prefix(40))\" is no name of a key: 1 to 32 of a-z, 0-9, '-', '_', '.'") }
  }
}
