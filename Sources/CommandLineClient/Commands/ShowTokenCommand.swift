import ArgumentParser
import ClientKit
import Identity

/// `ocop identity show`
struct ShowTokenCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what a token says.",
    discussion: """
      Without --keys nothing proves that it is true. With them the signature is checked as a daemon does.

      Example:
        ocop identity show thu.token --keys /etc/ocop/identity_keys
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: ArgumentHelp("The file with the token.", valueName: "file"))
  var token: String

  @Option(help: ArgumentHelp("Public keys, as identity_keys names them.", valueName: "file"))
  var keys: String?

  func run(in session: Session) async throws {
    let text = try TokenFile.read(token)
    let found: Token
    do throws(IdentityProblem) {
      found = try Token(text: text)
    } catch {
      throw CommandFailure(.refused, "what \(token) holds \(error)")
    }
    if options.json {
      try session.output.write(JSONWriter.indented(TokenText.json(of: found)))
    } else {
      try session.output.write(TokenText.lines(of: found, nowUnixSeconds: session.nowUnixSeconds()))
    }
    guard let keys else { return try session.note("Its signature was not checked: add --keys FILE.") }
    do {
      let text = try TextFile.read(keys, bytesMax: 1 << 20)
      _ = try found.claims(verifiedWith: try VerificationKeys(fileText: text, path: keys))
    } catch let error as IdentityFileError {
      throw CommandFailure(.usage, error.description)
    } catch let problem as IdentityProblem {
      throw CommandFailure(.refused, "the token \(problem)")
    }
    try session.note("Its signature is good.")
  }
}
