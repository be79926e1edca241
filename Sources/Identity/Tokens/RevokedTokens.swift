internal import Messages

/// Tokens that are no longer taken, though they are signed and in time: a file with a line for each.
///
///     token 3f9c0d…            one token, by its token_id
///     subject nguyen.thi.hoa 1790000000    every token of somebody that was issued before that second
///     key 2026-a               every token of a key
public struct RevokedTokens: Sendable {
  /// Most lines of a file.
  public static let countMax = 100_000

  private var tokenIDs: Set<String> = []
  private var issuedBefore: [String: Int64] = [:]
  private var keyIDs: Set<String> = []

  /// Nothing is revoked.
  public init() {}

  /// Reads a file's text; '#' begins a comment.
  /// - Throws: every line that is wrong.
  public init(fileText: String, path: String) throws(IdentityFileError) {
    var reader = LineReader(path: path)
    for line in LineReader.lines(of: fileText) {
      reader.read(line) { fields throws(IdentityProblem) in
        if count == RevokedTokens.countMax {
          throw IdentityProblem(
            "is one line too many: at most \(RevokedTokens.countMax); remove tokens that have expired"
          )
        }
        try add(fields)
      }
    }
    try reader.finish()
  }

  /// How many lines there are.
  public var count: Int { tokenIDs.count + issuedBefore.count + keyIDs.count }

  private mutating func add(_ fields: [Substring]) throws(IdentityProblem) {
    switch (fields[0], fields.count) {
    case ("token", 2):
      guard fields[1].utf8.count == 32, fields[1].utf8.allSatisfy(CallerText.isHexadecimal) else {
        throw IdentityProblem("\"\(fields[1].prefix(40))\" is no token_id: 32 hexadecimal digits in lower case")
      }
      tokenIDs.insert(String(fields[1]))
    case ("subject", 3):
      guard let second = Int64(fields[2]), second >= 0 else {
        throw IdentityProblem("\"\(fields[2].prefix(40))\" is no time: seconds since 1970")
      }
      let subject = String(fields[1])
      issuedBefore[subject] = max(issuedBefore[subject] ?? 0, second)
    case ("key", 2):
      try VerificationKey.check(id: String(fields[1]))
      keyIDs.insert(String(fields[1]))
    default:
      throw IdentityProblem("is not \"token TOKEN_ID\", \"subject NAME SECONDS_SINCE_1970\" or \"key KEY_ID\"")
    }
  }

  func contains(_ claims: IdentityV1.TokenClaims, keyID: String) -> Bool {
    if tokenIDs.contains(claims.tokenID) || keyIDs.contains(keyID) { return true }
    // Subjects with spaces are written with underscores, since spaces separate the fields of a line.
    guard let second = issuedBefore[RevokedTokens.name(ofSubject: claims.subject)] else { return false }
    return claims.issuedUnixSeconds < second
  }

  /// A subject as a line writes it.
  public static func name(ofSubject subject: String) -> String {
    String(subject.map { $0.isWhitespace ? "_" : $0 })
  }
}
