import ArgumentParser

/// A command that does something. Its surroundings are handed to it, so that tests can hand it theirs.
protocol LoadCommand: ParsableCommand {
  /// Does what was asked.
  ///
  /// - Throws: Anything; ``LoadTester`` turns it into words and an exit status.
  mutating func run(in session: LoadSession) async throws -> LoadStatus
}
