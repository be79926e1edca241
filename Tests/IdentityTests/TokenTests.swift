import Messages
import TestSupport
import Testing

@testable import Identity

/// Goal: a token proves exactly what its key's holder signed, and nothing else is taken for one.
@Suite("Tokens") struct TokenTests {
  @Test("what was signed is what is read")
  func roundTrip() throws {
    let issuer = try TestIssuer()
    let claims = TestIssuer.officeClaims()
    let token = try Token(text: try issuer.token(claims))
    #expect(try token.claims(verifiedWith: issuer.keys) == claims)
    #expect(token.unverifiedClaims == claims)
  }

  @Test("a token in which any character was changed, or is missing, is refused")
  func altered() throws {
    let issuer = try TestIssuer()
    let text = try issuer.token()
    let keys = try issuer.keys
    for index in text.indices {
      var characters = text
      let other: Character = text[index] == "A" ? "B" : "A"
      characters.replaceSubrange(index...index, with: [other])
      #expect(throws: IdentityProblem.self, "changed at \(text.distance(from: text.startIndex, to: index))") {
        try Token(text: characters).claims(verifiedWith: keys)
      }
      var shorter = text
      shorter.remove(at: index)
      #expect(throws: IdentityProblem.self) { try Token(text: shorter).claims(verifiedWith: keys) }
    }
    #expect(throws: IdentityProblem.self) { try Token(text: text + "AAAA").claims(verifiedWith: keys) }
  }

  @Test("a token of another key is refused, also one that borrows the known key's name")
  func foreign() throws {
    let (issuer, thief) = (try TestIssuer(), try TestIssuer("2026-a"))
    let token = try Token(text: try thief.token())
    #expect(throws: IdentityProblem("was changed, or not signed with key \"2026-a\"")) {
      try token.claims(verifiedWith: issuer.keys)
    }
    let unknown = try Token(text: try TestIssuer("2025-z").token())
    #expect(throws: IdentityProblem("was signed with key \"2025-z\", which is not among the keys taken here")) {
      try unknown.claims(verifiedWith: issuer.keys)
    }
  }

  static let broken: [(String, @Sendable (inout IdentityV1.TokenClaims) -> Void)] = [
    ("names units and is not an office's", { $0.role = .auditor }),
    ("is an office's and names no unit", { $0.units = [] }),
    ("names a producer and is not a producer's", { $0.producerID = "CT-01" }),
    ("names the unit \"6463x@2025-07-01\"", { $0.units[0].code = "6463x" }),
    ("names the unit \"06463@today\"", { $0.units[0].validFrom = "today" }),
    ("names a subject that is not", { $0.subject = "" }),
    ("names a subject that is not", { $0.subject = "a\u{202E}b" }),
    ("names a subject that is not", { $0.subject = "a\nb" }),
    ("names no installation", { $0.audiences = [] }),
    ("names no installation", { $0.audiences = ["with space"] }),
    ("names role 99", { $0.role = RpcV1.Role(rawValue: 99) }),
    ("has a token_id", { $0.tokenID = "1" }),
    ("is valid for no time, or for more than 400 days", { $0.expiresUnixSeconds = $0.notBeforeUnixSeconds }),
    ("is valid for no time, or for more than 400 days", { $0.expiresUnixSeconds = .max }),
  ]

  @Test("what no token may say is not signed", arguments: broken.indices)
  func rules(_ index: Int) throws {
    let issuer = try TestIssuer()
    var claims = TestIssuer.officeClaims()
    Self.broken[index].1(&claims)
    let problem = #expect(throws: IdentityProblem.self) { try issuer.token(claims) }
    #expect(problem?.description.hasPrefix(Self.broken[index].0) == true, "\(problem?.description ?? "")")
  }

  @Test("a key's file is read back, and a damaged one is refused without a word of the secret")
  func keyFiles() throws {
    let key = try SigningKey(id: "2026-a")
    let read = try SigningKey(fileText: key.fileText)
    #expect(read.verificationKey == key.verificationKey)
    let secret = try #require(key.fileText.split(whereSeparator: \.isWhitespace).last)
    for text in ["", "x", "ocop-signing-key-1 2026-a", "ocop-signing-key-1 2026-a \(secret)x", "\(secret)"] {
      let problem = #expect(throws: IdentityProblem.self) { try SigningKey(fileText: text) }
      #expect(problem?.description.contains(String(secret)) == false)
    }
  }

  @Test("a file of keys names every line that is wrong")
  func verificationKeys() throws {
    let line = try SigningKey(id: "2026-a").verificationKey.line
    let keys = try VerificationKeys(fileText: "\u{FEFF}# our keys\n\n\(line)  # since January\n", path: "keys")
    #expect(keys.ids == ["2026-a"])
    let error = #expect(throws: IdentityFileError.self) {
      try VerificationKeys(fileText: "\(line)\n\(line)\nBig AAAA\n2026-b AAAA\nx y z\n", path: "keys")
    }
    #expect(
      error?.problems == [
        "keys:2: key \"2026-a\" is there twice: a name is used once",
        "keys:3: \"Big\" is no name of a key: 1 to 32 of a-z, 0-9, '-', '_', '.'",
        "keys:4: key \"2026-b\": the public key is not 32 bytes in base64url, 43 characters",
        "keys:5: is not \"ID PUBLIC_KEY\"",
      ]
    )
    #expect(throws: IdentityFileError.self) { try VerificationKeys(fileText: "# none\n", path: "keys") }
  }

  @Test("revoked tokens, subjects and keys, and no others")
  func revoked() throws {
    let (one, other) = (TestIssuer.officeClaims(), TestIssuer.officeClaims(subject: "le thi b"))
    let text = """
      token \(one.tokenID)   # lost
      subject le_thi_b \(other.issuedUnixSeconds + 1)
      key 2020-a
      """
    let list = try RevokedTokens(fileText: text, path: "revoked")
    #expect(list.count == 3)
    #expect(list.contains(one, keyID: "2026-a"))
    #expect(list.contains(other, keyID: "2026-a"))
    var later = other
    later.issuedUnixSeconds += 1
    #expect(!list.contains(later, keyID: "2026-a"))
    #expect(list.contains(later, keyID: "2020-a"))
    #expect(!list.contains(TestIssuer.officeClaims(), keyID: "2026-a"))
    let error = #expect(throws: IdentityFileError.self) {
      try RevokedTokens(fileText: "token 12\nsubject x yesterday\nkey\n", path: "revoked")
    }
    #expect(error?.problems.count == 3)
  }

  @Test("random bytes are never taken for a token")
  func garbage() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let keys = try TestIssuer().keys
    for _ in 0..<2_000 {
      let count = Int.random(in: 0...200, using: &generator)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(throws: IdentityProblem.self, "seed \(seed)") {
        try Token(text: Token.mark + Sodium.base64(bytes)).claims(verifiedWith: keys)
      }
    }
  }
}
