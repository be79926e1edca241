import Spreadsheet

/// Reads back what a workbook holds.
enum WorkbookRows {
  /// The texts of all cells of a sheet, row by row.
  static func rows(of file: SpreadsheetFile, sheet: String) throws -> [[String]] {
    guard let found = file.sheets.first(where: { $0.name == sheet }) else { return [] }
    let reader = try file.rows(of: found)
    var rows: [[String]] = []
    while let row = try reader.next() { rows.append(row.cells.map(\.text)) }
    return rows
  }
}
