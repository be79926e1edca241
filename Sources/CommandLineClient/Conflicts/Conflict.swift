import ClientKit
import Messages
import Spreadsheet

/// A field of a record that an office has changed in a file, and somebody else has changed meanwhile.
struct Conflict: Sendable, Hashable {
  /// Whose value is to be stored.
  enum Choice: String, Sendable, CaseIterable {
    case mine
    case theirs
  }

  /// Name of the record's kind: "producer".
  let kind: String
  let identifier: String
  /// Revision the record had when it was exported.
  let baseRevision: UInt64
  /// Revision that it has now.
  let theirRevision: UInt64
  /// Name of the column.
  let field: String
  /// The value when it was exported; empty when the service cannot say it any more.
  let base: String
  /// The value that is stored.
  let theirs: String
  /// The value of the file.
  let mine: String
  /// What was decided; nil while it was not.
  var choice: Choice?

  /// Columns of a file of conflicts.
  static let columnNames = [
    "kind", "identifier", "base_revision", "their_revision", "field", "base", "theirs", "mine", "take",
  ]

  /// The conflict as a row of such a file.
  var cells: [String] {
    [
      kind, identifier, String(baseRevision), String(theirRevision), field, base, theirs, mine, choice?.rawValue ?? "",
    ].map { FormulaGuard.guarded($0) }
  }

  /// Reads a row of such a file.
  ///
  /// - Throws: ``CommandFailure`` that names the line.
  init(_ row: SheetRow, in path: String) throws {
    let texts = row.cells.map { FormulaGuard.unguarded($0.text) }
    guard texts.count == Self.columnNames.count, let base = UInt64(texts[2]), let theirs = UInt64(texts[3]) else {
      throw CommandFailure(.refused, "\(path):\(row.line): not a conflict: leave all columns but \"take\" as they are")
    }
    let word = texts[8].trimmed.lowercased()
    let choice = Choice(rawValue: word)
    guard word.isEmpty || choice != nil else {
      throw CommandFailure(.refused, "\(path):\(row.line): take is mine or theirs, or empty, not \"\(word.printable)\"")
    }
    self.init(
      kind: texts[0],
      identifier: texts[1],
      baseRevision: base,
      theirRevision: theirs,
      field: texts[4],
      base: texts[5],
      theirs: texts[6],
      mine: texts[7],
      choice: choice
    )
  }

  init(
    kind: String,
    identifier: String,
    baseRevision: UInt64,
    theirRevision: UInt64,
    field: String,
    base: String,
    theirs: String,
    mine: String,
    choice: Choice? = nil
  ) {
    self.kind = kind
    self.identifier = identifier
    self.baseRevision = baseRevision
    self.theirRevision = theirRevision
    self.field = field
    self.base = base
    self.theirs = theirs
    self.mine = mine
    self.choice = choice
  }
}
