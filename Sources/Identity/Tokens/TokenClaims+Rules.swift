public import Messages
internal import RPC

extension IdentityV1.TokenClaims {
  /// Most units of an office's token.
  public static var unitsMax: Int { 64 }
  /// Most installations of a token.
  public static var audiencesMax: Int { 16 }

  /// A name for a new token, at random.
  public static func makeTokenID() -> String {
    Sodium.randomBytes(16).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// - Throws: the first rule of identity.proto that is broken.
  func check() throws(IdentityProblem) {
    guard tokenID.utf8.count == 32, tokenID.utf8.allSatisfy(CallerText.isHexadecimal) else {
      throw IdentityProblem("has a token_id that is not 32 hexadecimal digits")
    }
    try CallerText.check(subject: subject)
    guard let role = AccessRole(role) else { throw IdentityProblem("names role \(role.rawValue), which there is none") }
    try CallerText.check(role: role, units: units.map { ($0.code, $0.validFrom) }, producerID: producerID)
    guard (1...Self.audiencesMax).contains(audiences.count), audiences.allSatisfy(CallerText.isInstallation) else {
      throw IdentityProblem("names no installation, or more than \(Self.audiencesMax), or one that is no name")
    }
    guard notBeforeUnixSeconds >= 0, expiresUnixSeconds > notBeforeUnixSeconds,
      expiresUnixSeconds - notBeforeUnixSeconds <= Token.validSecondsMax
    else { throw IdentityProblem("is valid for no time, or for more than 400 days") }
  }
}

extension AccessRole {
  init?(_ role: RpcV1.Role) {
    guard let number = UInt8(exactly: role.rawValue), let role = AccessRole(rawValue: number) else { return nil }
    self = role
  }

  /// The role as messages write it.
  public var message: RpcV1.Role { RpcV1.Role(rawValue: Int32(rawValue)) }
}
