import ClientKit
import Spreadsheet

extension ImportLayout {
  /// Separators that CSV files of spreadsheet programs have.
  private static let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]

  /// The layout of a file with another's columns: the first row that has all of the mapping's headers is the header.
  ///
  /// - Throws: ``Fault`` with the headers that are missing in the row that has most of them; `SpreadsheetError`.
  static func mapped(_ file: SpreadsheetFile, _ source: ImportSource, _ mapping: ColumnMapping) throws -> ImportLayout {
    var nearest: (match: HeaderMatch, sheet: SpreadsheetFile.Sheet)?
    for sheet in try sheets(of: file, source, mapping) {
      for separator in file.isWorkbook ? [separators[0]] : separators {
        guard let rows = try? firstRows(of: file, sheet, mapping, separator) else { continue }
        for row in rows {
          let match = HeaderMatch(row, mapping)
          if match.isWhole { return layout(of: match, sheet, separator, file, source) }
          if match.foundCount > nearest?.match.foundCount ?? 0 { nearest = (match, sheet) }
        }
      }
    }
    throw Fault(issues: issues(of: nearest, source, mapping))
  }

  private static func firstRows(
    of file: SpreadsheetFile,
    _ sheet: SpreadsheetFile.Sheet,
    _ mapping: ColumnMapping,
    _ separator: UInt8
  ) throws -> [SheetRow] {
    let reader = try file.rows(of: sheet, rowsMax: mapping.headerRowsMax, separator: separator)
    var rows: [SheetRow] = []
    while rows.count < mapping.headerRowsMax, let row = try reader.next(), row.number <= 4 * mapping.headerRowsMax {
      rows.append(row)
    }
    return rows
  }

  private static func sheets(of file: SpreadsheetFile, _ source: ImportSource, _ mapping: ColumnMapping) throws
    -> [SpreadsheetFile.Sheet]
  {
    if let name = source.sheetName { return [try named(name, in: file, source)] }
    let shown = file.sheets.filter { !$0.isHidden }
    guard file.isWorkbook, !mapping.sheets.isEmpty else { return shown }
    let wanted = mapping.sheets.map(VietnameseText.folded)
    let found = shown.filter { wanted.contains(VietnameseText.folded($0.name)) }
    return found.isEmpty ? shown : found
  }

  private static func layout(
    of match: HeaderMatch,
    _ sheet: SpreadsheetFile.Sheet,
    _ separator: UInt8,
    _ file: SpreadsheetFile,
    _ source: ImportSource
  ) -> ImportLayout {
    var notes: [String] = []
    if !match.unread.isEmpty {
      let names = match.unread.map { "\"\($0.shortened(to: 40))\"" }.joined(separator: ", ")
      notes.append("\(source.path): these columns are not read: \(names)")
    }
    let others = file.sheets.filter { $0 != sheet }.map { "\"\($0.name)\"\($0.isHidden ? " (hidden)" : "")" }
    if !others.isEmpty {
      notes.append("\(source.path): only the sheet \"\(sheet.name)\" is read, not \(others.joined(separator: ", "))")
    }
    return ImportLayout(
      sheet: sheet,
      separator: separator,
      headerRow: match.row.number,
      width: match.row.cells.count,
      columns: match.columns,
      helpers: match.helpers,
      notes: notes
    )
  }

  private static func issues(
    of nearest: (match: HeaderMatch, sheet: SpreadsheetFile.Sheet)?,
    _ source: ImportSource,
    _ mapping: ColumnMapping
  ) -> [ImportIssue] {
    guard let (match, sheet) = nearest else {
      let names = mapping.columns.compactMap(\.headers.first).joined(separator: ", ")
      let reason =
        "no header of the mapping \(mapping.name) in the first \(mapping.headerRowsMax) rows: it has "
        + "the columns \(names)"
      return [ImportIssue(file: source.path, line: 0, column: "", value: "", reason: reason)]
    }
    return match.missing.map { headers in
      ImportIssue(
        file: source.path,
        sheet: sheet.name,
        line: match.row.line,
        column: headers.first ?? "",
        value: "header",
        reason: "is missing (the mapping \(mapping.name) looks for \(headers.joined(separator: ", or ")))",
        suggestion: Suggestion.nearest(to: headers.first ?? "", among: match.unread) ?? ""
      )
    }
  }
}
