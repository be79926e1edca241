import ArgumentParser
import ClientKit
import Foundation

/// `ocop conflicts`
struct ConflictsCommand: ClientCommand {
  /// Who decides.
  enum Decision: String, ExpressibleByArgument, CaseIterable {
    case mine
    case theirs
    case ask
  }

  static let configuration = CommandConfiguration(
    commandName: "conflicts",
    abstract: "Decide about records that others have changed since they were exported.",
    discussion: """
      "ocop import --queue-conflicts" writes them into NAME.conflicts.csv, a row for each field: its value when it was \
      exported (base), what others have stored (theirs) and what your file has (mine). Write mine or theirs into the \
      column "take" with any spreadsheet program, or let --take decide about what is left empty. With "ask" you are \
      asked about each.

      What is decided is stored, unless somebody changes the record once more meanwhile; what is not stays in the \
      file, which is removed when nothing is left.

      Examples:
        ocop conflicts producers.conflicts.csv
        ocop conflicts producers.conflicts.csv --take theirs
        ocop conflicts producers.conflicts.csv --take ask
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The file of conflicts.")
  var file: String

  @Option(name: .long, help: "What to do where the column \"take\" is empty: mine, theirs or ask. Without it: nothing.")
  var take: Decision?

  func run(in session: Session) async throws {
    let groups = try ConflictResolver.conflicts(in: file)
    var left: [Conflict] = []
    var counts = (stored: 0, kept: 0, refused: 0)
    try await session.withGateway(options) { channel in
      let resolver = ConflictResolver(
        importer: Importer(channel: channel, session: session, budget: options.callTimeout)
      )
      var input = InputAnswers(session)
      for group in groups {
        let choices = try group.map { try decided($0, session, &input) }
        if choices.contains(where: { $0.choice == nil }) {
          left += choices
          continue
        }
        switch try await resolver.resolve(choices) {
        case .stored: counts.stored += 1
        case .left: counts.kept += 1
        case .refused(let reason):
          counts.refused += 1
          left += choices
          try session.note("\(group[0].kind) \(group[0].identifier): \(reason)".printable)
        }
      }
    }
    if left.isEmpty {
      try FileManager.default.removeItem(atPath: file)
    } else {
      try ConflictFile.write(left, to: file)
    }
    let open = Set(left.map { "\($0.kind) \($0.identifier)" }).count
    if options.json {
      let document = JSONValue.members(
        ("stored", .number(String(counts.stored))),
        ("left_as_theirs", .number(String(counts.kept))),
        ("refused", .number(String(counts.refused))),
        ("open", .number(String(open)))
      )
      try session.output.write(JSONWriter.indented(document))
    } else {
      try session.output.write(
        "\(counts.stored) records stored as mine, \(counts.kept) left as theirs, \(open) still open\n"
      )
    }
    if counts.refused > 0 { throw CommandFailure(.refused, "\(counts.refused) records could not be stored; see above") }
  }

  /// A conflict with its choice, where there is one.
  private func decided(_ conflict: Conflict, _ session: Session, _ input: inout InputAnswers) throws -> Conflict {
    guard conflict.choice == nil, let take else { return conflict }
    var conflict = conflict
    switch take {
    case .mine: conflict.choice = .mine
    case .theirs: conflict.choice = .theirs
    case .ask:
      let shown = [("base", conflict.base), ("theirs", conflict.theirs), ("mine", conflict.mine)]
      let values = shown.map { "  \($0.padded(to: 6))  \($1.isEmpty ? "(empty)" : $1.printable)" }
      try session.note("\(conflict.kind) \(conflict.identifier), \(conflict.field):".printable)
      try session.note(values.joined(separator: "\n"))
      try session.diagnostics.write("mine, theirs, or Enter to leave it open? ")
      let answer = try input.next().trimmed.lowercased()
      conflict.choice = answer.isEmpty ? nil : Conflict.Choice.allCases.first { $0.rawValue.hasPrefix(answer) }
    }
    return conflict
  }
}

/// Lines of standard input, as answers to questions.
private struct InputAnswers {
  private let session: Session
  private var bytes: [UInt8] = []
  private var isAtEnd = false

  init(_ session: Session) {
    self.session = session
  }

  /// The next line without its end; empty behind the last.
  mutating func next() throws -> String {
    while !isAtEnd, !bytes.contains(0x0A), bytes.count < 4_096 {
      let chunk = try session.readInputChunk(4_096)
      isAtEnd = chunk.isEmpty
      bytes += chunk
    }
    let line = bytes.prefix { $0 != 0x0A }
    bytes.removeFirst(min(bytes.count, line.count + 1))
    return String(decoding: line, as: UTF8.self)
  }
}
