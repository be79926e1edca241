import ArgumentParser

/// A command that does something. Its surroundings are handed to it, so that tests can hand it theirs.
protocol ClientCommand: ParsableCommand {
  /// The command itself, for options given before the subcommand's name.
  var root: RootCommand { get }
  /// Options given after it.
  var ownOptions: GlobalOptions { get }

  /// Does what was asked.
  ///
  /// - Throws: Anything; ``CommandFailure`` turns it into words and an exit status.
  func run(in session: Session) async throws
}

extension ClientCommand {
  /// Options given before the command's name or after it.
  var options: GlobalOptions { ownOptions.merged(with: root.options) }
}
