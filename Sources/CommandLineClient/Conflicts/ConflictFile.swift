import ClientKit
import Messages
import Spreadsheet

/// A file of conflicts to be decided on with a spreadsheet program: a row for each field, with a column "take".
enum ConflictFile {
  static let columnNames = [
    "conflict_id", "revision", "kind", "record_id", "field", "base", "theirs", "mine", "queued_by", "take",
  ]

  /// The rows of a conflict; one without a field when nothing collides any more.
  static func rows(of shown: ShownConflict) -> [[String]] {
    let conflict = shown.conflict
    func row(_ field: ShownConflict.Field?) -> [String] {
      let take = field.map { CommonV1.ConflictSide.descriptor.shortName(of: $0.take.rawValue) } ?? ""
      return [
        conflict.conflictID, String(conflict.revision), conflict.kind, conflict.recordID, field?.name ?? "",
        field?.base ?? "", field?.theirs ?? "", field?.mine ?? "", conflict.queuedBy, take,
      ]
    }
    return shown.fields.isEmpty ? [row(nil)] : shown.fields.map(row)
  }

  /// Rows as lines of a CSV file, below its header.
  static func csv(_ conflicts: [ShownConflict]) -> String {
    let rows = conflicts.flatMap(rows).map { $0.map { FormulaGuard.guarded($0) } }
    return CSVWriter.byteOrderMark + ([columnNames] + rows).map(CSVWriter.line).joined()
  }

  /// Writes a file, CSV or a workbook as its name says.
  ///
  /// - Throws: ``CommandFailure``, `SpreadsheetError` when it cannot be written, or has another ending.
  static func write(_ conflicts: [ShownConflict], to path: String) throws {
    guard let format = ExportSink.Format(ofFile: path) else {
      throw CommandFailure(.usage, "\(path): the name of the file ends with .csv or .xlsx")
    }
    let file = try WholeFile(path: path)
    switch format {
    case .csv:
      try file.write(csv(conflicts))
    case .xlsx:
      let workbook = try WorkbookWriter(
        path: file.temporaryPath,
        sheetName: "conflicts",
        columns: columnNames.map { (name: $0, column: .text) }
      )
      for row in conflicts.flatMap(rows) { try workbook.write(row) }
      try workbook.close()
    }
    try file.finish()
  }

  /// Reads what was decided in a file.
  ///
  /// - Parameter otherwise: For rows whose "take" is empty; nil = the conflict stays open.
  /// - Returns: The decisions, and how many conflicts are left open.
  /// - Throws: ``CommandFailure`` that names the line.
  static func decisions(
    in path: String,
    otherwise: CommonV1.ConflictSide?
  ) throws -> (decisions: [ConflictDecision], openCount: Int) {
    var order: [String] = []
    var found: [String: ConflictDecision] = [:]
    var open: Set<String> = []
    try forEachRow(of: path) { cells, line in
      let (identifier, name) = (cells[0], cells[4])
      guard let revision = UInt64(cells[1]), !identifier.isEmpty else {
        throw CommandFailure(.refused, "\(path):\(line): not a conflict: leave all columns but \"take\" as they are")
      }
      var decision = found[identifier] ?? ConflictDecision(identifier: identifier, revision: revision)
      guard decision.revision == revision, name.isEmpty || decision.fields[name] == nil else {
        throw CommandFailure(.refused, "\(path):\(line): \(identifier.printable) stands twice, or with two revisions")
      }
      if found[identifier] == nil { order.append(identifier) }
      let word = cells[9].trimmed
      guard let side = word.isEmpty ? otherwise : ConflictDecision.side(word) else {
        guard word.isEmpty else {
          let problem = "take is mine or theirs, or empty, not \"\(word.printable)\""
          throw CommandFailure(.refused, "\(path):\(line): \(problem)")
        }
        open.insert(identifier)
        found[identifier] = decision
        return
      }
      if name.isEmpty { decision.take = side } else { decision.fields[name] = side }
      found[identifier] = decision
    }
    return (order.filter { !open.contains($0) }.compactMap { found[$0] }, open.count)
  }

  private static func forEachRow(of path: String, _ body: ([String], Int) throws -> Void) throws {
    do {
      let file = try SpreadsheetFile(path: path)
      let rows = try file.rows(of: file.sheets[0])
      func texts(_ row: SheetRow) -> [String] {
        let texts = row.cells.map { file.isWorkbook ? $0.text : FormulaGuard.unguarded($0.text) }
        // A workbook ends a row with its last cell that holds something.
        return texts + Array(repeating: "", count: max(0, columnNames.count - texts.count))
      }
      guard let header = try rows.next(), texts(header) == columnNames else {
        throw CommandFailure(.refused, "\(path): this is not a file of conflicts from \"ocop conflicts export\"")
      }
      while let row = try rows.next() {
        guard texts(row).count == columnNames.count else {
          throw CommandFailure(
            .refused,
            "\(path):\(row.line): the row has \(row.cells.count) cells, the header \(columnNames.count)"
          )
        }
        try body(texts(row), row.line)
      }
    } catch let error as SpreadsheetError {
      throw CommandFailure(.refused, "\(path):\(error.line): \(error.message)")
    }
  }
}
