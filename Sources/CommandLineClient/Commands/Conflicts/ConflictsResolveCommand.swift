import ArgumentParser
import ClientKit
import Messages

/// `ocop conflicts resolve`
struct ConflictsResolveCommand: ClientCommand {
  /// Who decides.
  enum Decision: String, ExpressibleByArgument, CaseIterable {
    case mine
    case theirs
    case ask

    /// The side that it means; nil for "ask".
    var side: CommonV1.ConflictSide? {
      switch self {
      case .mine: .mine
      case .theirs: .theirs
      case .ask: nil
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Decide conflicts, and store what is decided.",
    discussion: """
      One conflict at a time, or all of a file from "ocop conflicts export" whose column "take" is filled in; --take \
      decides then about the rows where it is empty. With "ask" you are asked about each field.

      With --revision what is decided is what "ocop conflicts show" has shown: when the record has been changed since, \
      nothing is stored. Without it the decision is made at the record as it is now. The same decision made again \
      changes nothing.

      Examples:
        ocop conflicts resolve registry-12 --revision 345 --take mine
        ocop conflicts resolve registry-12 --take theirs --field name=mine --field unit_code=mine
        ocop conflicts resolve registry-12 --take ask
        ocop conflicts resolve --file xung-dot.xlsx
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: ArgumentHelp("The conflict: registry-12.", valueName: "conflict"))
  var identifier: String?

  @Option(name: .long, help: "Whose value counts: mine, theirs, or ask.")
  var take: Decision?

  @Option(name: .long, help: ArgumentHelp("One field: name=mine. Give it again for more.", valueName: "field=side"))
  var field: [String] = []

  @Option(name: .long, help: ArgumentHelp("Revision of theirs that was shown.", valueName: "number"))
  var revision: UInt64?

  @Option(name: .long, help: ArgumentHelp("Decide as a file says, CSV or a workbook.", valueName: "file"))
  var file: String?

  func validate() throws {
    guard (identifier == nil) != (file == nil) else { throw ValidationError("name either a conflict or --file") }
    if file != nil {
      if !field.isEmpty || revision != nil { throw ValidationError("--field and --revision are for one conflict") }
      if take == .ask { throw ValidationError("--take ask is for one conflict; write into the file's column \"take\"") }
    } else if take == nil, field.isEmpty {
      throw ValidationError("say --take mine, theirs or ask, or --field NAME=mine for each field")
    }
  }

  func run(in session: Session) async throws {
    let resolver = try await session.withGateway(options) { channel in
      var resolver = ConflictResolver(
        client: ConflictClient(channel: channel, options: options.callOptions),
        session: session
      )
      if let file {
        let (decisions, openCount) = try ConflictFile.decisions(in: file, otherwise: take?.side)
        resolver.open = openCount
        for decision in decisions {
          try Task.checkCancellation()
          try await resolver.resolve(decision)
        }
      } else if let identifier {
        let shown = try await resolver.client.conflict(identifier)
        if let decision = try decision(on: shown, session) {
          try await resolver.resolve(decision)
        } else {
          resolver.open = 1
        }
      }
      return resolver
    }
    try resolver.finish(isJSON: options.json)
  }

  /// What is decided about one conflict; nil when it is left open.
  private func decision(on shown: ShownConflict, _ session: Session) throws -> ConflictDecision? {
    var decision = ConflictDecision(
      identifier: shown.conflict.conflictID,
      revision: revision ?? shown.conflict.revision,
      take: take?.side ?? .unspecified
    )
    for text in field {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let side = ConflictDecision.side(parts[1]) else {
        throw CommandFailure(.usage, "--field \(text.printable): write the field and whose value, as name=mine")
      }
      let name = parts[0].trimmed
      let known = shown.fields.first { $0.name == name || $0.column == name }
      if known == nil, shown.conflict.state == .open {
        let names = shown.fields.map(\.column)
        throw CommandFailure(
          .usage,
          "\(name.printable) is not in conflict." + Suggestion.clause(for: name, among: names)
            + " There are: \(names.joined(separator: ", "))."
        )
      }
      decision.fields[known?.name ?? name] = side
    }
    guard take == .ask else { return decision }
    var answers = InputAnswers(session)
    for field in shown.fields where decision.fields[field.name] == nil {
      guard let side = try ask(field, of: shown, session, &answers) else { return nil }
      decision.fields[field.name] = side
    }
    return decision
  }

  private func ask(
    _ field: ShownConflict.Field,
    of shown: ShownConflict,
    _ session: Session,
    _ answers: inout InputAnswers
  ) throws -> CommonV1.ConflictSide? {
    let values = [("base", field.base), ("theirs", field.theirs), ("mine", field.mine)].map {
      "  \($0.padded(to: 6))  \($1.isEmpty ? "(empty)" : $1.printable)"
    }
    try session.note("\(shown.record), \(field.column):".printable)
    try session.note(values.joined(separator: "\n"))
    try session.diagnostics.write("mine, theirs, or Enter to leave it open? ")
    let answer = try answers.next().trimmed.lowercased()
    if answer.isEmpty { return nil }
    return [("mine", CommonV1.ConflictSide.mine), ("theirs", .theirs)].first { $0.0.hasPrefix(answer) }?.1
  }
}
