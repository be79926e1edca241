import ClientKit
import Foundation
import Messages
import Testing

@testable import CommandLineClient
@testable import Identity

/// Goal: what an office has signed can be reprinted byte for byte, cannot be changed unseen, and every later change of
/// its figures is listed with its cause.
@Suite("Signed reports")
struct SignedReportTests {
  private let folder: ReportFolder

  init() throws { folder = try ReportFolder() }

  private static let entries: [FakeLedger.Entry] = [
    .init(id: "DH-1", day: "2021-10-01", recorded: 1),
    .init(id: "DH-2", day: "2021-10-02", lastDay: "2021-11-20", recorded: 2),
    .init(id: "DH-3", units: ("180", ""), day: "2021-10-03", recorded: 3),
  ]

  private func makeKey(_ id: String = "lang-son") async throws {
    let run = await FakeReporting().run(["identity", "new-key", "--id", id, "--out", folder.path("\(id).key")])
    try #require(run.status == .success, "\(run.diagnostics)")
    try folder.write(run.output, "\(id).pub")
  }

  private func sign(
    _ ledger: FakeLedger,
    _ name: String = "a.report",
    on day: String = "2021-11-05",
    _ more: [String] = []
  )
    async -> CommandRun
  {
    await ledger.service().run(
      [
        "report", "sign", "orders", "--by", "unit", "--as-of", day, "--key", folder.path("lang-son.key"), "--office",
        "Chi cục PTNT Lạng Sơn", "--to", folder.path(name),
      ] + more,
      on: day
    )
  }

  private func verify(_ ledger: FakeLedger, _ more: [String] = []) async -> CommandRun {
    await ledger.service(today: "2026-01-01").run(
      ["report", "verify", folder.path("a.report"), "--key", folder.path("lang-son.pub")] + more
    )
  }

  @Test("a signed report names office, definitions, map, days, revisions, epochs and digest, and verifies")
  func signAndVerify() async throws {
    defer { folder.remove() }
    try await makeKey()
    let ledger = FakeLedger(Self.entries)
    let signed = await sign(ledger)
    #expect(signed.status == .success, "\(signed.diagnostics)")
    let text = try folder.text("a.report")
    for part in [
      "\"office\": \"Chi cục PTNT Lạng Sơn\"", "\"signed_on\": \"2021-11-05\"", "\"as_of\": \"2021-11-05\"",
      "\"edition\": \"2021\"", "\"version\": 1", "\"registry_epoch\": \"e1\"", "\"listing_revision\": \"3\"",
      "\"report_sha256\": \"",
    ] { #expect(text.contains(part), "\(part)") }
    let run = await verify(ledger)
    #expect(run.status == .success, "\(run.diagnostics)")
    #expect(run.output.contains("reprinted, the same byte for byte"))
    #expect(run.diagnostics.isEmpty)
    let offline = await verify(ledger, ["--offline"])
    #expect(offline.status == .success && offline.output.contains("not reprinted"))
  }

  @Test("what is recorded after the signature does not touch it: the report still verifies, and is restated beside it")
  func lateFactKeepsSignature() async throws {
    defer { folder.remove() }
    try await makeKey()
    let ledger = FakeLedger(Self.entries)
    _ = await sign(ledger)
    ledger.append(.init(id: "DH-9", day: "2018-10-01", recorded: 9))
    ledger.correct("DH-1", at: 10, to: 4)
    #expect(await verify(ledger).status == .success)
    let run = await ledger.service(today: "2026-01-01").run(["report", "restatements", folder.path("a.report")])
    #expect(run.status == .success, "\(run.diagnostics)")
    for part in [
      "ký ngày · signed 2021-11-05, Chi cục PTNT Lạng Sơn", "187, orders: 2 → 6", "Cộng · total, orders: 3 → 7",
      "dữ kiện ghi muộn · late fact: order DH-9: không có · not there → được tính · counted (ordered 2018-10-01)",
      "đính chính · correction: order DH-1: ",
    ] { #expect(run.output.contains(part), "\(part): \(run.output)") }
    #expect(!run.output.contains("180, orders"))
    let json = await ledger.service().run(["report", "restatements", folder.path("a.report"), "--json"])
    #expect(json.output.contains("\"late_fact\"") && json.output.contains("\"restatements\""))
  }

  @Test("a file that was changed anywhere is refused")
  func tampering() async throws {
    defer { folder.remove() }
    try await makeKey()
    let ledger = FakeLedger(Self.entries)
    _ = await sign(ledger)
    let text = try folder.text("a.report")
    let other = FakeLedger(Self.entries + [.init(id: "DH-5", day: "2021-10-01", recorded: 3)])
    _ = await sign(other, "b.report")
    func field(_ name: String, of text: String) throws -> String {
      try #require(text.split(separator: "\n").first { $0.hasPrefix("  \"\(name)\":") }.map(String.init))
    }
    let foreign = try folder.text("b.report")
    for (from, to, part) in [
      ("Chi cục", "Chi Cục", "was changed, or not signed with key \"lang-son\""),
      ("\"as_of\": \"2021-11-05\"", "\"as_of\": \"2021-11-06\"", "was changed"),
      (try field("report", of: text), try field("report", of: foreign), "the report was changed: its SHA-256 is"),
      (try field("signature", of: text), try field("signature", of: foreign), "was changed"),
      ("\"signature\": \"", "\"signature\": \"AA", "damaged signature"),
      ("\"format\": \"ocop-signed-report-1\"", "\"format\": \"x\"", "not a signed report"),
      ("\"office\"", "\"offce\"", "the manifest lacks \"office\""), ("{", "", "not a signed report, or damaged"),
    ] {
      let range = try #require(text.firstRange(of: from), "\(from)")
      try folder.write(text.replacingCharacters(in: range, with: to), "a.report")
      for arguments in [["report", "verify"], ["report", "print"], ["report", "restatements"]] {
        let run = await ledger.service().run(arguments + [folder.path("a.report")])
        #expect(run.status == .refused && run.diagnostics.contains(part), "\(from): \(run.diagnostics)")
      }
    }
  }

  @Test("a signature of another key is refused, and without a key it is said that nobody is proved")
  func keys() async throws {
    defer { folder.remove() }
    try await makeKey()
    let ledger = FakeLedger(Self.entries)
    _ = await sign(ledger)
    let unproved = await ledger.service().run(["report", "verify", folder.path("a.report"), "--offline"])
    #expect(unproved.status == .success && unproved.diagnostics.contains("add --key FILE to prove who signed"))
    try await makeKey("cao-bang")
    let foreign = await ledger.service().run(
      ["report", "verify", folder.path("a.report"), "--offline", "--key", folder.path("cao-bang.pub")]
    )
    #expect(foreign.status == .refused)
    #expect(foreign.diagnostics.contains("key \"lang-son\", which is not among the keys given"))
    // The same name, another key.
    try folder.write(try SigningKey(id: "lang-son").verificationKey.line, "false.pub")
    let named = await ledger.service().run(
      ["report", "verify", folder.path("a.report"), "--offline", "--key", folder.path("false.pub")]
    )
    #expect(named.status == .refused && named.diagnostics.contains("not signed with key \"lang-son\""))
  }

  @Test("a signature under a document holds for that document alone, and is none under a token")
  func domains() throws {
    let key = try SigningKey(id: "k")
    let keys = try VerificationKeys(fileText: key.verificationKey.line, path: "keys")
    var claims = IdentityV1.TokenClaims()
    claims.tokenID = IdentityV1.TokenClaims.makeTokenID()
    claims.subject = "x"
    claims.role = .auditor
    claims.audiences = ["ocop"]
    claims.notBeforeUnixSeconds = 1_636_000_000
    claims.issuedUnixSeconds = 1_636_000_000
    claims.expiresUnixSeconds = 1_636_099_200
    let document = claims.encodedBytes()
    let signature = DocumentSignature(of: document, by: key)
    try signature.check(document, with: keys)
    #expect(throws: IdentityProblem.self) { try signature.check(document + [0], with: keys) }
    #expect(throws: IdentityProblem.self) {
      try DocumentSignature(keyID: "k", text: String(signature.text.dropLast(2))).check(document, with: keys)
    }
    // What a document says, under the mark of a token and with the document's signature.
    var signed = IdentityV1.SignedToken()
    signed.keyID = "k"
    signed.claims = document
    signed.signature = try #require(Sodium.bytes(base64: signature.text[...]))
    let token = try Token(text: Token.mark + Sodium.base64(signed.encodedBytes()))
    #expect(throws: IdentityProblem.self) { try token.claims(verifiedWith: keys) }
    #expect(try Token(claims: claims, signedBy: key).claims(verifiedWith: keys) == claims)
  }

  @Test("the signed question names revisions, days and map, whatever was asked")
  func pinned() {
    var question = ReportingV1.GetReportRequest()
    question.groupBy = [.unit]
    question.registryRevision = 7
    question.listingRevision = 8
    question.knownAt = ReportingV1.KnownAt()
    question.knownAt?.day = "2021-11-30"
    let pinned = question.pinned(to: ReportSamples.byUnit)
    #expect(pinned.knownAt?.day == "")
    #expect([pinned.knownAt?.registryRevision, pinned.knownAt?.listingRevision] == [541, 614])
    #expect([pinned.registryRevision, pinned.listingRevision] == [0, 0])
    #expect([pinned.asOf, pinned.firstDay, pinned.lastDay] == ["2021-11-05", "2021-07-20", "2021-11-05"])
    #expect((pinned.edition, pinned.groupBy, pinned.silentDays) == (.edition2021, [.unit], 60))
    #expect(pinned.indicatorIDs == ReportSamples.byUnit.indicators.map(\.indicatorID))
  }

  @Test("a service that counts otherwise from the same records is found out, and what differs is named")
  func reprintDiffers() async throws {
    defer { folder.remove() }
    try await makeKey()
    _ = await sign(FakeLedger(Self.entries))
    var entries = Self.entries
    entries[0].corrections = [(2, 5)]
    let run = await verify(FakeLedger(entries))
    #expect(run.status == .refused)
    #expect(run.output.contains("rows[1].figures[0].count: \"2\" → \"6\""), "\(run.output)")
    #expect(run.output.contains("total[0].count: \"3\" → \"7\""))
  }

  @Test("a signed report is not replaced, and a bad key signs nothing")
  func refusals() async throws {
    defer { folder.remove() }
    try await makeKey()
    let ledger = FakeLedger(Self.entries)
    _ = await sign(ledger)
    let before = try folder.text("a.report")
    let again = await sign(ledger)
    #expect(again.status == .usage && again.diagnostics.contains("is there already, and is not replaced"))
    #expect(try folder.text("a.report") == before)
    try folder.write("nonsense", "lang-son.key")
    let bad = await sign(ledger, "b.report")
    #expect(bad.status == .usage && bad.diagnostics.contains("is not a signing key"))
    #expect(!folder.names.contains("b.report"))
    let missing = await ledger.service().run(["report", "verify", folder.path("none")])
    #expect(missing.status == .usage && missing.diagnostics.contains("cannot be read"))
  }

  @Test(
    "print gives the same bytes in every form each time, from the file alone",
    arguments: ["csv", "html", "json", "table"]
  )
  func print(format: String) async throws {
    defer { folder.remove() }
    try await makeKey()
    let ledger = FakeLedger(Self.entries)
    _ = await sign(ledger)
    ledger.redefine()
    ledger.correct("DH-1", at: 10, to: 4)
    let arguments = ["report", "print", folder.path("a.report"), "--format", format]
    let service = ledger.service()
    let first = await service.run(arguments)
    let second = await service.run(arguments, on: "2026-01-01")
    #expect(first.status == .success && first.endpoint == nil, "\(first.diagnostics)")
    #expect(first.output == second.output && !first.output.isEmpty)
    #expect(service.requests.isEmpty)
    if format == "html" || format == "table" { #expect(first.output.contains("Chi cục PTNT Lạng Sơn")) }
  }

  @Test("a difference has the cause that it has", arguments: ChangeCause.allCases.filter { $0 != .unknown })
  func causes(cause: ChangeCause) async throws {
    defer { folder.remove() }
    try await makeKey()
    let ledger = FakeLedger(Self.entries)
    _ = await sign(ledger)
    var (day, more) = ("2021-11-05", ["--geo", "2021"])
    switch cause {
    case .newFact:
      ledger.append(.init(id: "DH-7", day: "2021-11-08", recorded: 7))
      day = "2021-11-10"
    case .lateFact: ledger.append(.init(id: "DH-7", day: "2021-10-08", recorded: 7))
    case .correction: ledger.correct("DH-1", at: 7, to: 3)
    case .expiry: day = "2021-12-01"
    case .boundary: more = ["--geo", "2025"]
    case .definition:
      ledger.redefine()
      ledger.append(.init(id: "DH-7", day: "2021-10-08", recorded: 7))
    case .unknown: break
    }
    let signed = await sign(ledger, "b.report", on: day, more)
    try #require(signed.status == .success, "\(signed.diagnostics)")
    let run = await ledger.service().run(
      ["report", "diff", folder.path("a.report"), folder.path("b.report"), "--json"]
    )
    try #require(run.status == .success, "\(run.diagnostics)")
    guard case .array(let changes) = try JSONParser.value(of: Array(run.output.utf8))["changes"] else {
      Issue.record("no changes: \(run.output)")
      return
    }
    #expect(!changes.isEmpty)
    for change in changes { #expect(change["causes"] == .array([.string(cause.rawValue)]), "\(change)") }
  }

  @Test("two causes in one cell are told apart, record by record")
  func mixedCauses() async throws {
    defer { folder.remove() }
    try await makeKey()
    let ledger = FakeLedger(Self.entries)
    _ = await sign(ledger)
    ledger.append(.init(id: "DH-6", day: "2021-10-08", recorded: 6))
    ledger.append(.init(id: "DH-7", day: "2021-11-08", recorded: 7))
    ledger.correct("DH-3", at: 8, to: 0)
    let run = await ledger.service(today: "2021-12-01").run(["report", "diff", folder.path("a.report"), "now"])
    for part in [
      "late fact: order DH-6", "new fact: order DH-7", "correction: order DH-3",
      "expiry: only the date moved: order DH-2", "180, orders: 1 → –",
    ] { #expect(run.output.contains(part), "\(part): \(run.output)") }
  }

  @Test("reports without a change in between say so; those of different questions, or of restored logs, are refused")
  func incomparable() async throws {
    defer { folder.remove() }
    try await makeKey()
    let ledger = FakeLedger(Self.entries)
    _ = await sign(ledger)
    let same = await ledger.service().run(["report", "diff", folder.path("a.report"), "now"])
    #expect(same.output == "Không có thay đổi. · Nothing has changed.\n", "\(same.diagnostics)")
    _ = await sign(ledger, "c.report", ["--unit", "187"])
    let filtered = await ledger.service().run(["report", "diff", folder.path("a.report"), folder.path("c.report")])
    #expect(filtered.status == .refused && filtered.diagnostics.contains("different filters"))
    ledger.restoreFromBackup()
    ledger.append(.init(id: "DH-7", day: "2021-10-08", recorded: 7))
    let restored = await ledger.service().run(["report", "restatements", folder.path("a.report")])
    #expect(restored.status == .refused && restored.diagnostics.contains("the log of registry was restored"))
    let verified = await verify(ledger)
    #expect(verified.status == .refused && verified.output.contains("registry_epoch: \"e1\" → \"e1'\""))
  }
}
