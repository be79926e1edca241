import ArgumentParser
import ClientKit
import Identity

/// `ocop identity new-key`
struct NewKeyCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "new-key",
    abstract: "Make a key that signs tokens.",
    discussion: """
      The secret goes into a new file that only you can read; the public half is printed: add the line to the file \
      that identity_keys names at every daemon. To replace a key, add the new line, issue with the new key, and remove \
      the old line when the last of its tokens has expired.

      Example:
        ocop identity new-key --id 2026-a --out 2026-a.key >> /etc/ocop/identity_keys
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(help: ArgumentHelp("The key's name: 1 to 32 of a-z, 0-9, '-', '_', '.'.", valueName: "id"))
  var id: String

  @Option(help: ArgumentHelp("The new file for the secret.", valueName: "file"))
  var out: String

  func run(in session: Session) async throws {
    let key: SigningKey
    do throws(IdentityProblem) {
      key = try SigningKey(id: id)
    } catch {
      throw CommandFailure(.usage, "--id: \(error)")
    }
    try IdentityFile.writeSecret(key.fileText, to: out)
    try session.note("The secret is in \(out): keep it where no daemon runs, and a copy of it.")
    try session.output.write(key.verificationKey.line + "\n")
  }
}
