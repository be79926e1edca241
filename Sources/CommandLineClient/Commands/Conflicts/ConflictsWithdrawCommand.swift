import ArgumentParser
import ClientKit
import Messages

/// `ocop conflicts withdraw`
struct ConflictsWithdrawCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw",
    abstract: "Take conflicts back: nothing of them is stored.",
    discussion: "Whoever has queued a conflict may, and an officer whose units it belongs to."
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: ArgumentHelp("The conflicts: registry-12 listing-3.", valueName: "conflict"))
  var identifiers: [String]

  func run(in session: Session) async throws {
    let withdrawn = try await session.withGateway(options) { channel in
      let client = ConflictClient(channel: channel, options: options.callOptions)
      var withdrawn: [ShownConflict] = []
      for identifier in identifiers { withdrawn.append(try await client.withdraw(identifier)) }
      return withdrawn
    }
    if options.json { return try session.output.write(JSONWriter.indented(.array(withdrawn.map(\.json)))) }
    for shown in withdrawn {
      try session.output.write("\(shown.conflict.conflictID): \(shown.record), \(shown.state)".printable + "\n")
    }
  }
}
