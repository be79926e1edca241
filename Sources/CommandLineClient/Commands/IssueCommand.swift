import ArgumentParser
import ClientKit
import Identity
import Messages
import RPC

/// `ocop identity issue`
struct IssueCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "issue",
    abstract: "Issue a token.",
    discussion: """
      Roles: province, office (with --unit), producer (with --producer), service, operator, auditor, load_tester. What \
      each may call: ocop identity roles.

      Examples:
        ocop identity issue --key 2026-a.key --subject thu.dong-mo --role office --unit 06463@2025-07-01 \
      --audience lang-son --valid-for 90d --out thu.token
        ocop identity issue --key 2026-a.key --subject htx.gia-cat --role producer --producer CT-CL-01 \
      --audience lang-son --out gia-cat.token
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(help: ArgumentHelp("The file of the key that signs.", valueName: "file"))
  var key: String

  @Option(help: ArgumentHelp("Who it is: a person or a program, as audits will name it.", valueName: "name"))
  var subject: String

  @Option(help: ArgumentHelp("What it does in the programme.", valueName: "role"))
  var role: String

  @Option(
    help: ArgumentHelp(
      "A unit of an office, with the day it is in force from; may be repeated.",
      valueName: "code@date"
    )
  )
  var unit: [String] = []

  @Option(help: ArgumentHelp("The producer that it is.", valueName: "id"))
  var producer: String?

  @Option(
    help: ArgumentHelp("The installation it is for (the key \"installation\"); may be repeated.", valueName: "name")
  )
  var audience: [String] = ["ocop"]

  @Option(help: ArgumentHelp("How long it is valid, from now: 90d, 12h, 30m; at most 400d.", valueName: "time"))
  var validFor = "30d"

  @Option(help: ArgumentHelp("The new file for the token; without it, it is printed.", valueName: "file"))
  var out: String?

  func run(in session: Session) async throws {
    let now = session.nowUnixSeconds()
    let claims = try claims(nowUnixSeconds: now)
    let keyText = try TextFile.read(key, bytesMax: 4_096)
    let token: Token
    do throws(IdentityProblem) {
      token = try Token(claims: claims, signedBy: try signingKey(keyText))
    } catch {
      throw CommandFailure(.usage, "the token \(error)")
    }
    if let out {
      try IdentityFile.writeSecret(token.text + "\n", to: out)
      try session.note("Issued into \(out):\n" + TokenText.lines(of: token, nowUnixSeconds: now))
    } else {
      try session.output.write(token.text + "\n")
    }
  }

  private func signingKey(_ text: String) throws(IdentityProblem) -> SigningKey {
    do throws(IdentityProblem) {
      return try SigningKey(fileText: text)
    } catch {
      throw error.prefixed("cannot be signed, since \(key)")
    }
  }

  private func claims(nowUnixSeconds now: Int64) throws(CommandFailure) -> IdentityV1.TokenClaims {
    guard let role = AccessRole(name: role) else {
      let names = AccessRole.allCases.map(\.name)
      throw CommandFailure(
        .usage,
        "--role \(self.role) is no role." + Suggestion.clause(for: self.role, among: names)
          + " Roles: \(names.joined(separator: ", "))."
      )
    }
    guard let validSeconds = ShortDuration.seconds(validFor), validSeconds > 0 else {
      throw CommandFailure(.usage, "--valid-for \(validFor) is no time: 90d, 12h, 30m, 20s.")
    }
    var claims = IdentityV1.TokenClaims()
    claims.tokenID = IdentityV1.TokenClaims.makeTokenID()
    claims.subject = subject
    claims.role = role.message
    claims.units = try unit.map { text throws(CommandFailure) in
      let unit: Caller.Unit
      do throws(IdentityProblem) {
        unit = try Caller.Unit(parsing: text)
      } catch {
        throw CommandFailure(.usage, "--unit \(error)")
      }
      var key = IdentityV1.UnitKey()
      key.code = unit.code
      key.validFrom = unit.validFrom
      return key
    }
    claims.producerID = producer ?? ""
    claims.audiences = audience
    claims.issuedUnixSeconds = now
    claims.notBeforeUnixSeconds = now
    claims.expiresUnixSeconds = now + validSeconds
    return claims
  }
}
