import ArgumentParser
import ClientKit
import Messages

/// `ocop conflicts export`
struct ConflictsExportCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the conflicts that wait into a file, to be decided on with a spreadsheet program.",
    discussion: """
      A row for each field that collides. Write mine or theirs into its column "take" and hand the file to \
      "ocop conflicts resolve --file"; a conflict with an empty "take" stays open.

      Examples:
        ocop conflicts export xung-dot.xlsx
        ocop conflicts export --unit 187 xung-dot.csv
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @OptionGroup(title: "Which of them") var filter: ConflictFilterOptions

  @Argument(help: "The file; its ending says how it is written: .csv or .xlsx.")
  var file: String

  func run(in session: Session) async throws {
    let request = try filter.request(states: [.open])
    let (conflicts, silent) = try await session.withGateway(options) { channel in
      try await ConflictClient(channel: channel, options: options.callOptions).list(request)
    }
    try ConflictFile.write(conflicts, to: file)
    try session.output.write("\(file): \(ImportOutcome.count(conflicts.count, "conflict"))".printable + "\n")
    for silent in silent {
      try session.note("ocop: the \(silent.service) does not tell its conflicts: \(silent.reason)")
    }
  }
}
