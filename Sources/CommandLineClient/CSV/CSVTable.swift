import ClientKit
import Spreadsheet

/// A CSV file as columns with names and rows that fit them.
struct CSVTable: Sendable {
  /// Names of the columns, from left to right, without surrounding spaces.
  let columnNames: [String]
  /// Rows below the header that have as many cells as the header.
  let rows: [SheetRow]
  /// Rows that do not, as issues.
  let issues: [ImportIssue]

  /// Reads a file. Rows of another width than the header become ``issues``; the others stay usable, so that one run
  /// shows all that is wrong.
  ///
  /// - Throws: ``SpreadsheetError`` when the file is not CSV or has no header.
  init(file: String, bytes: [UInt8]) throws(SpreadsheetError) {
    let all = try CSVReader.rows(of: bytes)
    guard let header = all.first else {
      throw SpreadsheetError(line: 1, character: 1, message: "the file is empty: its first row must name the columns")
    }
    if header.cells.count == 1, let separator = header.cells[0].text.first(where: { ";\t|".contains($0) }) {
      let shown = separator == "\t" ? "tabs" : "\"\(separator)\""
      throw SpreadsheetError(
        line: header.line,
        character: 1,
        message: "cells are separated by \(shown): save the file with commas"
      )
    }
    columnNames = header.cells.map { $0.text.trimmed }
    var rows: [SheetRow] = []
    var issues: [ImportIssue] = []
    for row in all.dropFirst() {
      if row.cells.count == header.cells.count {
        rows.append(row)
      } else {
        issues.append(
          ImportIssue(
            file: file,
            line: row.line,
            column: "",
            value: "",
            reason: "the row has \(row.cells.count) cells, the header \(header.cells.count) "
              + "(add the missing commas, or put quotes around a cell that holds a comma)"
          )
        )
      }
    }
    self.rows = rows
    self.issues = issues
  }
}
