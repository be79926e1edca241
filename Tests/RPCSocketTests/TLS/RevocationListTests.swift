import Testing

@testable import RPCTLS

/// Goal: lists of revoked certificates are read exactly, hostile bytes do no harm, and nothing that is not understood
/// is taken for "nobody is revoked". Method: lists put together here, byte by byte; openssl's own are in the other
/// suites.
@Suite("Lists of revoked certificates, read") struct RevocationListTests {
  private static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    precondition(content.count < 256)
    return (content.count < 128 ? [tag, UInt8(content.count)] : [tag, 0x81, UInt8(content.count)]) + content
  }

  private static func sequence(_ content: [UInt8]...) -> [UInt8] { value(0x30, content.flatMap { $0 }) }

  private static func utc(_ text: String) -> [UInt8] { value(0x17, Array(text.utf8)) }

  private static let algorithm = sequence(value(0x06, [0x2A]))
  /// CN=ca
  private static let issuer = value(0x31, sequence(value(0x06, [0x55, 0x04, 0x03]), value(0x0C, Array("ca".utf8))))

  private static func entry(_ serialNumber: [UInt8], extensions: [UInt8] = []) -> [UInt8] {
    sequence(value(0x02, serialNumber), utc("260102030405Z"), extensions)
  }

  private static func list(
    entries: [UInt8] = entry([0x00, 0x8F]) + entry([0x07]),
    made: [UInt8] = utc("260101000000Z"),
    next: [UInt8] = utc("260201000000Z"),
    extensions: [UInt8] = [],
    signature: [UInt8] = value(0x03, [0, 1, 2])
  ) -> [UInt8] {
    let revoked = entries.isEmpty ? [] : sequence(entries)
    let toBeSigned = sequence(value(0x02, [1]), algorithm, sequence(issuer), made, next, revoked, extensions)
    return sequence(toBeSigned, algorithm, signature)
  }

  @Test("issuer, times and serial numbers are read, whatever zeros stand before a number")
  func whole() throws {
    let list = try RevocationList(ofDER: Self.list())
    #expect(list.issuer == Self.issuer)
    #expect(list.issuerText == "ca")
    #expect(list.madeSeconds == 1_767_225_600)
    #expect(list.nextSeconds == 1_769_904_000)
    #expect(list.revokedSeconds == [[0x8F]: 1_767_323_045, [0x07]: 1_767_323_045])
    let empty = try RevocationList(ofDER: Self.list(entries: [], next: []))
    #expect(empty.revokedSeconds.isEmpty && empty.nextSeconds == nil)
  }

  @Test("a list that is cut off anywhere is refused, and one that is changed anywhere does no harm")
  func hostileBytes() throws {
    let whole = Self.list()
    for count in 0..<whole.count {
      #expect(throws: RevocationList.Problem.self) { try RevocationList(ofDER: Array(whole.prefix(count))) }
    }
    #expect(throws: RevocationList.Problem.self) { try RevocationList(ofDER: whole + [0]) }
    for index in whole.indices {
      for byte in UInt8.min...UInt8.max {
        var changed = whole
        changed[index] = byte
        _ = try? RevocationList(ofDER: changed)
      }
    }
  }

  @Test("what is in its entries has to be understood; reasons and dates are")
  func entries() throws {
    func extended(_ name: [UInt8], critical: Bool) -> [UInt8] {
      let flag: [UInt8] = critical ? [0x01, 1, 0xFF] : []
      return Self.sequence(Self.sequence(Self.value(0x06, name), flag, Self.value(0x04, [0x0A, 1, 1])))
    }
    let reason: [UInt8] = [0x55, 0x1D, 0x15]
    let otherIssuer: [UInt8] = [0x55, 0x1D, 0x1D]
    for (name, critical, isRead) in [(reason, false, true), (reason, true, true), (otherIssuer, true, false)] {
      let bytes = Self.list(entries: Self.entry([7], extensions: extended(name, critical: critical)))
      #expect(((try? RevocationList(ofDER: bytes)) != nil) == isRead)
    }
    #expect(throws: RevocationList.Problem("is damaged at its entry 2")) {
      try RevocationList(ofDER: Self.list(entries: Self.entry([7]) + Self.sequence(Self.value(0x02, [8]))))
    }
  }

  @Test("without a signature, without a date or with a wrong one it is no list")
  func incomplete() {
    for bytes in [
      Self.list(signature: []), Self.list(signature: Self.value(0x03, [])), Self.list(made: [], next: []),
      Self.list(made: Self.utc("261301000000Z")), Self.list(made: Self.utc("2601010000Z")),
      Self.list(made: Self.utc("26010100000xZ")), Self.list(next: Self.utc("260101000000+")),
    ] {
      #expect(throws: RevocationList.Problem.self) { try RevocationList(ofDER: bytes) }
    }
  }

  @Test(
    "moments are read in both forms",
    arguments: [
      (0x17, "491231235959Z", 2_524_607_999), (0x17, "500101000000Z", -631_152_000),
      (0x18, "20500101000000Z", 2_524_608_000), (0x18, "20240229000000Z", 1_709_164_800),
    ] as [(UInt8, String, Int64)]
  )
  func moments(tag: UInt8, text: String, seconds: Int64) {
    #expect(CertificateTime.seconds(tag: tag, content: Array(text.utf8)[...]) == seconds)
  }

  @Test("text around PEM blocks and ends of lines of both kinds are left aside; base64 has to be exact")
  func pem() throws {
    func contents(_ text: String) throws -> [[UInt8]] {
      try PEMBlocks.contents(of: Array(text.utf8), label: "X509 CRL")
    }
    func block(_ text: String) -> String { "-----BEGIN X509 CRL-----\n\(text)\n-----END X509 CRL-----\n" }
    let two = "Certificate Revocation List:\r\n" + block("AAEC\r\nAw==") + "\n" + block("//8=")
    #expect(try contents(two) == [[0, 1, 2, 3], [255, 255]])
    #expect(try contents("nothing") == [])
    for wrong in ["AAE", "AAE==", "A=EC", "AA=C", "AAECA===", "A-EC", "===="] {
      #expect(throws: PEMBlocks.Problem.self, "\(wrong)") { try contents(block(wrong)) }
    }
    #expect(throws: PEMBlocks.Problem.self) { try contents("-----END X509 CRL-----\n") }
    #expect(throws: PEMBlocks.Problem.self) {
      try contents("-----BEGIN X509 CRL-----\n-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n")
    }
  }
}
