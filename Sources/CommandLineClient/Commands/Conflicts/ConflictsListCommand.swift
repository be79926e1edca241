import ArgumentParser
import ClientKit
import Messages

/// `ocop conflicts list`
struct ConflictsListCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List conflicts: those that wait, or those in given states.",
    discussion: """
      Conflicts are told by the registry and by the listing service; if one of them does not answer, the other's are \
      shown, and it is said. Those that are closed are kept for 90 days (conflict_retention of the service).

      Examples:
        ocop conflicts list
        ocop conflicts list --unit 187 --kind producers
        ocop conflicts list --state all --json
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @OptionGroup(title: "Which of them") var filter: ConflictFilterOptions

  @Option(
    name: .long,
    help: "open, resolved_mine, resolved_theirs, resolved_mixed, withdrawn, erased, or all. Give it again for more."
  )
  var state: [String] = ["open"]

  @Flag(name: .long, help: "Print CSV, a row for each field.")
  var csv = false

  func validate() throws {
    if csv, options.json { throw ValidationError("say either --csv or --json") }
  }

  func run(in session: Session) async throws {
    let descriptor = CommonV1.ConflictState.descriptor
    let states = try state.filter { $0 != "all" }.map { name in
      CommonV1.ConflictState(
        rawValue: try ChoiceArgument.number(name, of: descriptor, called: "state of a conflict")
      )
    }
    let request = try filter.request(states: state.contains("all") ? [] : states)
    let (conflicts, silent) = try await session.withGateway(options) { channel in
      try await ConflictClient(channel: channel, options: options.callOptions).list(request)
    }
    if options.json {
      let document = JSONValue.members(
        ("conflicts", .array(conflicts.map(\.json))),
        (
          "without_answer",
          .array(silent.map { .members(("service", .string($0.service)), ("reason", .string($0.reason))) })
        )
      )
      try session.output.write(JSONWriter.indented(document))
    } else if csv {
      try session.output.write(ConflictFile.csv(conflicts))
    } else {
      try session.output.write(ConflictText.table(conflicts, isTerminal: session.output.isTerminal))
      try session.note(ImportOutcome.count(conflicts.count, "conflict"))
    }
    for silent in silent {
      try session.note("ocop: the \(silent.service) does not tell its conflicts: \(silent.reason)")
    }
  }
}
