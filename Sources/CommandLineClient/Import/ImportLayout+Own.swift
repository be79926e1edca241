import ClientKit
import Spreadsheet

extension ImportLayout {
  /// Why a file has no layout.
  struct Fault: Error {
    let issues: [ImportIssue]
  }

  /// The layout of a file whose columns are ours: its first row names them.
  ///
  /// - Throws: ``Fault`` with everything that is wrong with the header; `SpreadsheetError`.
  static func own(_ file: SpreadsheetFile, _ source: ImportSource) throws -> ImportLayout {
    let (sheet, notes) = try sheet(of: file, source)
    guard let header = try file.rows(of: sheet, rowsMax: 1).next() else {
      throw SpreadsheetError(line: 1, character: 1, message: "the file is empty: its first row must name the columns")
    }
    if !file.isWorkbook, header.cells.count == 1,
      let separator = header.cells[0].text.first(where: { ";\t|".contains($0) })
    {
      let shown = separator == "\t" ? "tabs" : "\"\(separator)\""
      throw SpreadsheetError(
        line: header.line,
        character: 1,
        message: "cells are separated by \(shown): save the file with commas"
      )
    }
    let names = header.cells.map { $0.text.trimmed }
    let issues = headerIssues(names, header, sheet, source)
    guard issues.isEmpty else { throw Fault(issues: issues) }
    let indexes = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let columns = source.collection.columns.compactMap { column in
      indexes[column.name].map { ImportColumn(column: column, origin: .cell($0), shownName: column.name) }
    }
    return ImportLayout(
      sheet: sheet,
      separator: UInt8(ascii: ","),
      headerRow: header.number,
      width: names.count,
      columns: columns,
      revisionIndex: indexes[revisionColumn],
      notes: notes
    )
  }

  /// The sheet to read: the one that was named, the one that is called like the kind, or the first that is shown.
  private static func sheet(of file: SpreadsheetFile, _ source: ImportSource) throws -> (
    SpreadsheetFile.Sheet, [String]
  ) {
    if let name = source.sheetName { return (try named(name, in: file, source), []) }
    let shown = file.sheets.filter { !$0.isHidden }
    guard let sheet = shown.first(where: { $0.name == source.collection.pluralName }) ?? shown.first else {
      throw SpreadsheetError(message: "every sheet is hidden: show the one to import, or name it with --sheet")
    }
    let others = file.sheets.filter { $0 != sheet }.map { "\"\($0.name)\"\($0.isHidden ? " (hidden)" : "")" }
    let note = "\(source.path): only the sheet \"\(sheet.name)\" is read, not \(others.joined(separator: ", "))"
    return (sheet, others.isEmpty ? [] : [note])
  }

  /// The sheet with a name.
  ///
  /// - Throws: ``CommandFailure`` with the names there are.
  static func named(_ name: String, in file: SpreadsheetFile, _ source: ImportSource) throws -> SpreadsheetFile.Sheet {
    if let sheet = file.sheets.first(where: { $0.name == name }) { return sheet }
    let names = file.sheets.map(\.name)
    throw CommandFailure(
      .usage,
      file.isWorkbook
        ? "\(source.path): there is no sheet \"\(name)\"." + Suggestion.clause(for: name, among: names)
          + " There are: \(names.joined(separator: ", "))."
        : "\(source.path): a CSV file has no sheets: leave --sheet out"
    )
  }

  private static func headerIssues(
    _ names: [String],
    _ header: SheetRow,
    _ sheet: SpreadsheetFile.Sheet,
    _ source: ImportSource
  ) -> [ImportIssue] {
    let known = source.collection.columns.map(\.name)
    var issues: [ImportIssue] = []
    let report = { (column: String, index: Int?, reason: String) in
      issues.append(
        ImportIssue(
          file: source.path,
          sheet: sheet.name,
          line: header.line,
          cell: index.map { ColumnLetters.letters(ofIndex: $0) + String(header.number) } ?? "",
          column: column,
          value: "header",
          reason: reason
        )
      )
    }
    for (index, name) in names.enumerated() {
      if name.isEmpty {
        report("column \(index + 1)", index, "has no name (name it, or delete the column)")
      } else if names[..<index].contains(name) {
        report(name, index, "stands twice (delete one of the two)")
      } else if !known.contains(name), name != revisionColumn {
        let hint = Suggestion.clause(for: name, among: known.filter { !names.contains($0) })
        report(name, index, "\(source.collection.pluralName) have no such column.\(hint) (rename or delete the column)")
      }
    }
    // Of a column that is left out the record keeps what is stored, but which record that is must be said.
    for name in source.collection.identifierNames where !names.contains(name) {
      report(name, nil, "is missing, and tells which record a row is (add the column)")
    }
    return issues
  }
}
