import CXLSXWriter
import Foundation
import TestSupport

/// How messy rows are written into a file.
enum MessyFile: CaseIterable {
  /// As careless programs write CSV.
  case csv
  /// A workbook whose cells are all texts, which stand in one part of it for all of its cells.
  case sharedTexts
  /// A workbook with real days and numbers among the texts, each in its cell, below merged titles.
  case typedCells

  static let sheetName = "Đơn hàng"

  /// Writes the rows.
  func write(_ rows: [[MessyRows.Cell]], to path: String, seed: UInt64) throws {
    guard self != .csv else {
      let text = "\u{FEFF}" + rows.map { Self.line($0.map(\.text)) }.joined()
      return try Data(text.utf8).write(to: URL(filePath: path))
    }
    var options = lxw_workbook_options()
    options.constant_memory = self == .typedCells ? 1 : 0
    let workbook = workbook_new_opt(path, &options)
    let day = workbook_add_format(workbook)
    format_set_num_format(day, "dd/mm/yyyy")
    let sheet = workbook_add_worksheet(workbook, Self.sheetName)
    var generator = SeededGenerator(seed: seed)
    for (row, cells) in rows.enumerated() {
      for (column, cell) in cells.enumerated() where !cell.text.isEmpty {
        let (row, column) = (lxw_row_t(row), lxw_col_t(column))
        guard self == .typedCells, let typed = cell.typed, generator.chance(50) else {
          worksheet_write_string(sheet, row, column, cell.text, nil)
          continue
        }
        switch typed {
        case .day(let year, let month, let number):
          var date = lxw_datetime(year: Int32(year), month: Int32(month), day: Int32(number), hour: 0, min: 0, sec: 0)
          worksheet_write_datetime(sheet, row, column, &date, day)
        case .number(let number): worksheet_write_number(sheet, row, column, number, nil)
        case .formulaWithoutValue: worksheet_write_formula_str(sheet, row, column, "=1/0", nil, "#DIV/0!")
        }
      }
    }
    guard workbook_close(workbook) == LXW_NO_ERROR else { throw CocoaError(.fileWriteUnknown) }
  }

  private static func line(_ cells: [String]) -> String {
    cells.map { $0.contains(",") || $0.isEmpty ? "\"\($0)\"" : $0 }.joined(separator: ",") + "\r\n"
  }
}
