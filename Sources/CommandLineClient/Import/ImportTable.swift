import ClientKit
import Messages
import Spreadsheet

/// A file whose layout is known: it can be read as records from its beginning as often as needed.
struct ImportTable: Sendable {
  let source: ImportSource
  let layout: ImportLayout
  private let file: SpreadsheetFile
  /// Finds the listings that a floor's export describes; nil when the file names listings itself.
  private let finder: ListingFinder?

  /// Looks at a file's header.
  ///
  /// - Throws: ``ImportLayout/Fault`` with what is wrong with the file or its header; ``CommandFailure``.
  init(_ source: ImportSource, finder: ListingFinder? = nil) throws {
    do {
      try self.init(source, SpreadsheetFile(path: source.path), finder)
    } catch let error as SpreadsheetError {
      throw ImportLayout.Fault(issues: [ImportTable.issue(of: error, in: source.path)])
    }
  }

  /// A table of a file that is open.
  init(_ source: ImportSource, _ file: SpreadsheetFile, _ finder: ListingFinder?) throws {
    self.source = source
    self.file = file
    self.finder = finder
    layout = try source.mapping.map { try ImportLayout.mapped(file, source, $0) } ?? ImportLayout.own(file, source)
  }

  /// What cannot be read in a file, as an issue of it.
  static func issue(of error: SpreadsheetError, in path: String, sheet: String = "") -> ImportIssue {
    ImportIssue(
      file: path,
      sheet: sheet,
      line: error.line,
      column: "",
      value: "",
      reason: error.character > 0 ? "character \(error.character): \(error.message)" : error.message
    )
  }

  /// Reads the rows below the header, from the first.
  ///
  /// - Throws: `SpreadsheetError`.
  func reader() throws -> ImportTableReader {
    let rows = try file.rows(of: layout.sheet, keptColumns: layout.keptColumns, separator: layout.separator)
    return ImportTableReader(source, layout, rows, isWorkbook: file.isWorkbook, finder)
  }

  /// What a service said of a record, as an issue of the cell that it came from.
  func issue(of violation: CommonV1.RecordViolation, at row: SheetRow) -> ImportIssue {
    // "season_windows[0].first_month" is about the column season_windows.
    let fieldName = violation.field.prefix { $0 != "[" && $0 != "." }
    let reason = violation.description.isEmpty ? violation.reason : violation.description
    return issue(at: row, fieldName: String(fieldName), shownName: violation.field, reason: reason)
  }

  /// An issue of the cell that a field is made of.
  ///
  /// - Parameter shownName: Name of the column where the file has none for the field; nil = the field's.
  func issue(at row: SheetRow, fieldName: String, shownName: String? = nil, reason: String) -> ImportIssue {
    let found = layout.columns.first { $0.column.field.name == fieldName || $0.column.name == fieldName }
    var index: Int?
    if case .cell(let place) = found?.origin { index = place }
    if fieldName == ImportLayout.revisionColumn { index = layout.revisionIndex }
    let cell = index.flatMap { row.cells.indices.contains($0) ? row.cells[$0] : nil }
    let value = cell?.text.trimmed ?? ""
    return ImportIssue(
      file: source.path,
      sheet: layout.sheet.name,
      line: cell?.line ?? row.line,
      cell: index.map { ColumnLetters.letters(ofIndex: $0) + String(row.number) } ?? "",
      column: found?.shownName ?? shownName ?? fieldName,
      value: value,
      reason: reason,
      suggestion: found.flatMap { CellSuggestion.suggestion(for: value, in: $0.column) } ?? ""
    )
  }
}
