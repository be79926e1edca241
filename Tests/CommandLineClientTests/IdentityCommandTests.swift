import ClientKit
import Foundation
import Messages
import RPC
import RPCInProcess
import Testing

@testable import CommandLineClient
@testable import Identity

/// Goal: an operator makes keys and tokens, takes them back, and is told what is wrong; secrets are printed nowhere.
@Suite("ocop identity") struct IdentityCommandTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "ocop-identity-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  private func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  private func run(_ arguments: String...) async -> CommandRun {
    await CommandRun(arguments, channel: InProcessChannel(router: Router()))
  }

  private func makeKey(_ id: String = "2026-a") async throws {
    let run = await run("identity", "new-key", "--id", id, "--out", path("\(id).key"))
    try #require(run.status == .success, "\(run.diagnostics)")
    try run.output.write(toFile: path("keys"), atomically: true, encoding: .utf8)
  }

  private func issue(_ arguments: String...) async -> CommandRun {
    await CommandRun(
      ["identity", "issue", "--key", path("2026-a.key")] + arguments,
      channel: InProcessChannel(router: Router())
    )
  }

  @Test("a key's secret is in a file for its owner only, and the public half is printed")
  func newKey() async throws {
    try await makeKey()
    let attributes = try FileManager.default.attributesOfItem(atPath: path("2026-a.key"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let secret = try #require(try text("2026-a.key").split(whereSeparator: \.isWhitespace).last)
    #expect(try text("keys").hasPrefix("2026-a "))
    #expect(try !text("keys").contains(secret))
    let again = await run("identity", "new-key", "--id", "2026-a", "--out", path("2026-a.key"))
    #expect(again.status == .usage)
    #expect(again.diagnostics.contains("is there already, and is not overwritten"))
    let bad = await run("identity", "new-key", "--id", "Ha Noi", "--out", path("x.key"))
    #expect(bad.diagnostics.contains("--id: \"Ha Noi\" is no name of a key"))
    #expect(!FileManager.default.fileExists(atPath: path("x.key")))
  }

  @Test("a token says what it was issued for, and its signature can be checked")
  func issueAndShow() async throws {
    try await makeKey()
    let issued = await issue(
      "--subject",
      "thu.dong-mo",
      "--role",
      "office",
      "--unit",
      "06463@2025-07-01",
      "--audience",
      "lang-son",
      "--valid-for",
      "90d",
      "--out",
      path("t")
    )
    #expect(issued.status == .success, "\(issued.diagnostics)")
    #expect(issued.diagnostics.contains("unit              06463@2025-07-01"))
    #expect(try !issued.diagnostics.contains(text("t").trimmingCharacters(in: .newlines)))
    let shown = await run("identity", "show", path("t"), "--keys", path("keys"), "--json")
    #expect(shown.status == .success, "\(shown.diagnostics)")
    #expect(shown.output.contains("\"subject\": \"thu.dong-mo\""))
    #expect(shown.output.contains("\"audiences\": [\"lang-son\"]") || shown.output.contains("\"lang-son\""))
    #expect(shown.diagnostics.contains("Its signature is good."))
    _ = await run("identity", "new-key", "--id", "2026-b", "--out", path("b.key"))
    let foreign = try SigningKey(id: "2026-a").verificationKey.line
    try foreign.write(toFile: path("foreign"), atomically: true, encoding: .utf8)
    let refused = await run("identity", "show", path("t"), "--keys", path("foreign"))
    #expect(refused.status == .refused)
    #expect(refused.diagnostics.contains("the token was changed, or not signed with key \"2026-a\""))
  }

  @Test("what a token may not say is refused by name")
  func refusals() async throws {
    try await makeKey()
    for (arguments, part) in [
      (["--subject", "x", "--role", "offic"], "--role offic is no role. Did you mean office?"),
      (["--subject", "x", "--role", "office"], "names no unit"),
      (["--subject", "x", "--role", "office", "--unit", "187"], "--unit \"187\" is no unit: CODE@YYYY-MM-DD"),
      (["--subject", "x", "--role", "producer"], "does not say which"),
      (["--subject", "", "--role", "auditor"], "names a subject that is not 1 to 128"),
      (["--subject", "x", "--role", "auditor", "--valid-for", "soon"], "--valid-for soon is no time: 90d"),
      (["--subject", "x", "--role", "auditor", "--valid-for", "401d"], "for more than 400 days"),
    ] {
      let run = await CommandRun(
        ["identity", "issue", "--key", path("2026-a.key")] + arguments,
        channel: InProcessChannel(router: Router())
      )
      #expect(run.status == .usage && run.diagnostics.contains(part), "\(arguments): \(run.diagnostics)")
      #expect(run.output.isEmpty)
    }
    let noKey = await run("identity", "issue", "--key", path("keys"), "--subject", "x", "--role", "auditor")
    #expect(noKey.diagnostics.contains("is not a signing key"))
  }

  @Test("revoking adds a line once, also behind a line without an end, and to no damaged file")
  func revoke() async throws {
    try await makeKey()
    _ = await issue("--subject", "le thi b", "--role", "auditor", "--out", path("t"))
    try "key 2020-a".write(toFile: path("list"), atomically: true, encoding: .utf8)
    for _ in 0..<2 {
      let run = await run("identity", "revoke", "--token", path("t"), "--list", path("list"))
      #expect(run.status == .success, "\(run.diagnostics)")
    }
    let claims = try #require(try Token(text: try TokenFile.read(path("t"))).unverifiedClaims)
    #expect(try text("list") == "key 2020-a\ntoken \(claims.tokenID)\n")
    let subject = await run("identity", "revoke", "--subject", "le thi b", "--list", path("list"))
    #expect(subject.output.hasPrefix("subject le_thi_b "))
    let list = try RevokedTokens(fileText: try text("list"), path: "list")
    #expect(list.contains(claims, keyID: "2026-a") && list.count == 3)
    try "nonsense\n".write(toFile: path("damaged"), atomically: true, encoding: .utf8)
    let damaged = await run("identity", "revoke", "--token", path("t"), "--list", path("damaged"))
    #expect(damaged.status == .usage && damaged.diagnostics.contains("damaged:1: "))
    #expect(try text("damaged") == "nonsense\n")
    #expect(await run("identity", "revoke", "--list", path("list")).status == .usage)
  }

  @Test("a token is not sent where others on the way could read it, unless that is wanted")
  func plainToken() async throws {
    try await makeKey()
    _ = await issue("--subject", "x", "--role", "auditor", "--out", path("t"))
    let far = await run("list", "producers", "--gateway", "tcp:10.0.0.7:7400", "--token-file", path("t"))
    #expect(far.status == .usage && far.endpoint == nil)
    #expect(far.diagnostics.contains("reach the gateway over TLS"))
    let wanted = await run(
      "list",
      "producers",
      "--gateway",
      "tcp:10.0.0.7:7400",
      "--token-file",
      path("t"),
      "--allow-plain-token"
    )
    #expect(wanted.endpoint == "tcp:10.0.0.7:7400")
    let near = await run("list", "producers", "--gateway", "tcp:127.0.0.1:7400", "--token-file", path("t"))
    #expect(near.endpoint == "tcp:127.0.0.1:7400")
    let missing = await run("list", "producers", "--token-file", path("nothing"))
    #expect(missing.status == .usage && missing.diagnostics.contains("nothing cannot be read"))
  }

  @Test("the table of roles has every method and every role")
  func roles() async {
    let run = await run("identity", "roles")
    #expect(run.status == .success)
    for role in AccessRole.allCases { #expect(run.output.contains(role.name)) }
    #expect(run.output.contains("registry.v1.Registry/ImportRecords"))
    #expect(await self.run("identity", "roles", "--json").output.contains("\"office\": \"units\""))
  }
}
