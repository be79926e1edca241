import ArgumentParser

/// `ocop person`
struct PersonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "person",
    abstract: "Contacts of producers, and what is kept about the people behind them: show, export, erase.",
    discussion: """
      Every use of these commands leaves an entry in the audit log ("ocop audit --record contact/ID").

      Examples:
        ocop person import contacts.csv
        ocop person show CT-01
        ocop person export CT-01
        ocop person erase CT-01 --ground request --yes
      """,
    subcommands: [
      PersonShowCommand.self, PersonListCommand.self, PersonImportCommand.self, PersonExportCommand.self,
      PersonEraseCommand.self,
    ]
  )
}
