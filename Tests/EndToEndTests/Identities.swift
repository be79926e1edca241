import Foundation
import Testing

/// A key, and a token of each role, for an installation that asks for identities.
struct Identities {
  private let folder: URL
  /// What every daemon is started with. Daemons and tests come as the same user: they are told apart by their tokens.
  let flags: [String]

  /// Makes all of it with the command line, as an operator would.
  init(in installation: Installation) async throws {
    folder = installation.folder
    func path(_ name: String) -> String { installation.folder.appending(path: name).path }
    func ocop(_ arguments: String...) async throws -> String {
      let outcome = try await Program.run("ocop", ["identity"] + arguments)
      try #require(outcome.exitCode == 0, "\(outcome)")
      return outcome.output
    }
    let keys = try await ocop("new-key", "--id", "test", "--out", path("signing.key"))
    try keys.write(toFile: path("identity_keys"), atomically: true, encoding: .utf8)
    try "".write(toFile: path("identity_revoked"), atomically: true, encoding: .utf8)
    for (role, place) in [
      ("province", []), ("office", ["--unit", "06463@2025-07-01"]), ("producer", ["--producer", "CT-CL-01"]),
      ("service", []), ("operator", []), ("auditor", []), ("load_tester", []),
    ] {
      let outcome = try await Program.run(
        "ocop",
        ["identity", "issue", "--key", path("signing.key"), "--subject", "the.\(role)", "--role", role]
          + ["--out", path("\(role).token")] + place
      )
      try #require(outcome.exitCode == 0, "\(outcome)")
    }
    flags = [
      "--authentication", "required", "--identity-keys", path("identity_keys"), "--identity-revoked",
      path("identity_revoked"), "--identity-token", path("service.token"),
    ]
  }

  /// The file with a role's token.
  func tokenFile(_ role: String) -> String { folder.appending(path: "\(role).token").path }

  /// A role's token.
  func token(_ role: String) throws -> String {
    try String(contentsOfFile: tokenFile(role), encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
