import ClientKit
import Foundation
import Identity
import Messages

/// What a token says, for people and for programs. It comes from a file: what would act on a terminal is replaced.
enum TokenText {
  /// A line for each thing it says.
  static func lines(of token: Token, nowUnixSeconds now: Int64) -> String {
    guard let claims = token.unverifiedClaims else { return "  it says nothing that can be read\n" }
    var rows = [("token", claims.tokenID), ("subject", claims.subject), ("role", roleName(claims))]
    rows += claims.units.map { ("unit", "\($0.code)@\($0.validFrom)") }
    if !claims.producerID.isEmpty { rows.append(("producer", claims.producerID)) }
    rows += claims.audiences.map { ("for installation", $0) }
    rows.append(("signed with key", token.keyID))
    rows.append(("valid from", time(claims.notBeforeUnixSeconds)))
    rows.append(("valid until", "\(time(claims.expiresUnixSeconds)) (\(left(claims.expiresUnixSeconds - now)))"))
    return rows.map { "  \($0.padded(to: 17)) \($1.printable)\n" }.joined()
  }

  /// The same as a document.
  static func json(of token: Token) -> JSONValue {
    let claims = token.unverifiedClaims ?? IdentityV1.TokenClaims()
    return .members(
      ("token_id", .string(claims.tokenID)),
      ("subject", .string(claims.subject)),
      ("role", .string(roleName(claims))),
      ("units", .array(claims.units.map { .string("\($0.code)@\($0.validFrom)") })),
      ("producer_id", .string(claims.producerID)),
      ("audiences", .array(claims.audiences.map { .string($0) })),
      ("key_id", .string(token.keyID)),
      ("not_before", .string(time(claims.notBeforeUnixSeconds))),
      ("expires", .string(time(claims.expiresUnixSeconds)))
    )
  }

  private static func roleName(_ claims: IdentityV1.TokenClaims) -> String {
    UInt8(exactly: claims.role.rawValue).flatMap(AccessRole.init)?.name ?? "unknown (\(claims.role.rawValue))"
  }

  /// RFC 3339, in UTC.
  private static func time(_ unixSeconds: Int64) -> String {
    Date(timeIntervalSince1970: TimeInterval(unixSeconds)).formatted(.iso8601)
  }

  private static func left(_ seconds: Int64) -> String {
    switch seconds {
    case ...0: "expired"
    case ..<7_200: "\(seconds / 60) min left"
    case ..<172_800: "\(seconds / 3_600) h left"
    default: "\(seconds / 86_400) days left"
    }
  }
}
