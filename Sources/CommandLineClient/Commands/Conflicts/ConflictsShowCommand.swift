import ArgumentParser
import ClientKit
import Messages

/// `ocop conflicts show`
struct ConflictsShowCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a conflict field by field: base, theirs, mine."
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: ArgumentHelp("The conflict: registry-12.", valueName: "conflict"))
  var identifier: String

  func run(in session: Session) async throws {
    let shown = try await session.withGateway(options) { channel in
      try await ConflictClient(channel: channel, options: options.callOptions).conflict(identifier)
    }
    if options.json { return try session.output.write(JSONWriter.indented(shown.json)) }
    try session.output.write(ConflictText.details(shown))
    if shown.isMasked { try session.note(ShownRecord.markNote) }
    if shown.conflict.state == .open {
      let place = "\(shown.conflict.conflictID) --revision \(shown.conflict.revision)"
      try session.note("decide: ocop conflicts resolve \(place) --take mine|theirs".printable)
    }
  }
}
