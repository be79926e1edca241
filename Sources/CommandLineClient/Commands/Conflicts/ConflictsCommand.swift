import ArgumentParser

/// `ocop conflicts`
struct ConflictsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts",
    abstract: "Decide about records that others have changed since they were read.",
    discussion: """
      "ocop import --queue-conflicts" puts a record whose fields others have changed meanwhile into the queue of the \
      service that keeps it. There it waits for an officer whose units it belongs to: for each field that collides, \
      what it was (base), what others have stored (theirs) and what was to be stored (mine) are kept. Fields that only \
      one side has changed are no matter of dispute: theirs stay, and mine are stored with the decision.

      What is decided is stored as an import would store it, unless somebody changes the record once more meanwhile: \
      then the conflict shows the new state, and waits for another decision.

      Examples:
        ocop conflicts
        ocop conflicts --unit 187 --state resolved_mine --state resolved_mixed
        ocop conflicts show registry-12
        ocop conflicts resolve registry-12 --take mine
        ocop conflicts resolve registry-12 --take theirs --field name=mine
        ocop conflicts export xung-dot.xlsx
        ocop conflicts resolve --file xung-dot.xlsx
        ocop conflicts withdraw registry-12
      """,
    subcommands: [
      ConflictsListCommand.self, ConflictsShowCommand.self, ConflictsResolveCommand.self,
      ConflictsWithdrawCommand.self, ConflictsExportCommand.self,
    ],
    defaultSubcommand: ConflictsListCommand.self
  )
}
