import ClientKit
import Spreadsheet

/// One thing wrong with a file to import.
struct ImportIssue: Sendable, Hashable {
  /// The file, as the user named it.
  let file: String
  /// Sheet of a workbook; empty for a CSV file.
  var sheet = ""
  /// Line in a text file, row in a workbook, from 1; 0 when the whole file is meant.
  let line: Int
  /// The cell as a spreadsheet program names it: "B17"; empty when no cell is meant.
  var cell = ""
  /// Name of the column, as the file has it; empty when the whole row is meant.
  let column: String
  /// The cell's text; empty when there is none.
  let value: String
  /// What is wrong and what to do.
  let reason: String
  /// What was probably meant, to be written instead; empty when nobody can tell.
  var suggestion = ""

  /// "producers.csv:12: unit_code: 06464: no such unit (…)", on one line; in a workbook
  /// "producers.xlsx: Chủ thể!B12: …".
  var text: String {
    let place = cell.isEmpty ? (line > 0 ? "row \(line)" : "") : cell
    var parts = sheet.isEmpty ? ["\(file):\(line)"] : ["\(file): \(sheet)!\(place)"]
    if !column.isEmpty {
      parts.append(column)
      parts.append(value.isEmpty ? "(empty)" : value.shortened(to: 60))
    }
    let isSaid = suggestion.isEmpty || reason.contains(suggestion)
    parts.append(isSaid ? reason : "\(reason) Did you mean \(suggestion)?")
    return parts.joined(separator: ": ").printable
  }

  /// The issue for programs.
  var json: JSONValue {
    .members(
      ("sheet", .string(sheet)),
      ("line", .number(String(line))),
      ("cell", .string(cell)),
      ("column", .string(column)),
      ("value", .string(value)),
      ("reason", .string(reason)),
      ("suggestion", .string(suggestion))
    )
  }

  /// Columns of a file of faults.
  static let columnNames = ["file", "sheet", "row", "cell", "column", "value", "reason", "suggestion"]

  /// The issue as a row of a file of faults.
  var cells: [String] {
    [file, sheet, String(line), cell, column, value, reason, suggestion].map { FormulaGuard.guarded($0) }
  }
}
