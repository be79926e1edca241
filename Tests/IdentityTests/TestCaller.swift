import Messages
import RPC
import Testing

@testable import Identity

/// What the tests of identities share: a clock that stands still, a key, and tokens of it.
struct TestIssuer {
  /// 2026-11-26T00:00:00Z.
  static let now: Int64 = 1_795_651_200

  let key: SigningKey

  init(_ id: String = "2026-a") throws { key = try SigningKey(id: id) }

  var keys: VerificationKeys {
    get throws { try VerificationKeys(fileText: key.verificationKey.line, path: "keys") }
  }

  /// What an office's token says.
  static func officeClaims(
    subject: String = "thu.dong-mo",
    audiences: [String] = ["lang-son"],
    notBefore: Int64 = now,
    validSeconds: Int64 = 3_600
  ) -> IdentityV1.TokenClaims {
    var claims = IdentityV1.TokenClaims()
    claims.tokenID = IdentityV1.TokenClaims.makeTokenID()
    claims.subject = subject
    claims.role = .office
    var unit = IdentityV1.UnitKey()
    unit.code = "06463"
    unit.validFrom = "2025-07-01"
    claims.units = [unit]
    claims.audiences = audiences
    claims.issuedUnixSeconds = notBefore
    claims.notBeforeUnixSeconds = notBefore
    claims.expiresUnixSeconds = notBefore + validSeconds
    return claims
  }

  /// What the token of a role that has neither units nor a producer says.
  static func claims(_ role: AccessRole, subject: String) -> IdentityV1.TokenClaims {
    var claims = officeClaims(subject: subject)
    claims.role = role.message
    if role != .office { claims.units = [] }
    if role == .producer { claims.producerID = "CT-01" }
    return claims
  }

  func token(_ claims: IdentityV1.TokenClaims = officeClaims()) throws -> String {
    try Token(claims: claims, signedBy: key).text
  }
}
