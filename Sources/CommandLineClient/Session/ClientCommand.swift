import ArgumentParser

/// A command that does something. Its surroundings are handed to it, so that tests can hand it theirs.
protocol ClientCommand: ParsableCommand {
  /// Options of every command. The argument parser hands on those that were given before the command's name, since the
  /// root command has a group of the same type.
  var options: GlobalOptions { get }

  /// Does what was asked.
  ///
  /// - Throws: Anything; ``CommandFailure`` turns it into words and an exit status.
  func run(in session: Session) async throws
}
