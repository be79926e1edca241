import ArgumentParser
import ClientKit
import Identity
import Messages

/// `ocop identity revoke`
struct RevokeCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Have a token, or everything that somebody was issued until now, taken no longer.",
    discussion: """
      Adds a line to the file that identity_revoked names. Daemons look at it every ten seconds, and at SIGHUP. Calls \
      that are running go on. The same thing revoked again changes nothing.

      Examples:
        ocop identity revoke --token thu.token --list /etc/ocop/identity_revoked
        ocop identity revoke --token-id 3f9c0d5e81aa4b27b1c2d3e4f5061728 --list /etc/ocop/identity_revoked
        ocop identity revoke --subject thu.dong-mo --list /etc/ocop/identity_revoked
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(help: ArgumentHelp("The file with the token.", valueName: "file"))
  var token: String?

  @Option(help: ArgumentHelp("The token, by its name in logs and audits.", valueName: "id"))
  var tokenId: String?

  @Option(help: ArgumentHelp("Every token of somebody that was issued until now.", valueName: "name"))
  var subject: String?

  @Option(help: ArgumentHelp("The file of revoked tokens; it is made when it is not there.", valueName: "file"))
  var list: String

  mutating func validate() throws {
    guard [token, tokenId, subject].filter({ $0 != nil }).count == 1 else {
      throw ValidationError("Give one of --token, --token-id and --subject.")
    }
  }

  func run(in session: Session) async throws {
    let line = try line(nowUnixSeconds: session.nowUnixSeconds())
    let known = try? TextFile.read(list, bytesMax: 16 << 20)
    do {
      // What is there is read as a daemon does: a line behind damage would not count either.
      _ = try RevokedTokens(fileText: (known ?? "") + "\n" + line, path: list)
    } catch {
      throw CommandFailure(.usage, "nothing was revoked: \(error)")
    }
    if let known, known.split(separator: "\n").contains(Substring(line)) {
      return try session.note("It was revoked before.")
    }
    let isOpenLine = known.map { !$0.isEmpty && !$0.hasSuffix("\n") } ?? false
    try IdentityFile.append(line: (isOpenLine ? "\n" : "") + line, to: list)
    try session.output.write(line + "\n")
  }

  private func line(nowUnixSeconds now: Int64) throws(CommandFailure) -> String {
    if let subject {
      // A second later, so that what was issued in this one is among them.
      return "subject \(RevokedTokens.name(ofSubject: subject)) \(now + 1)"
    }
    if let tokenId { return "token \(tokenId)" }
    let text = try TokenFile.read(token ?? "")
    guard let claims = (try? Token(text: text))?.unverifiedClaims else {
      throw CommandFailure(.refused, "\(token ?? "") holds no token that can be read")
    }
    return "token \(claims.tokenID)"
  }
}
