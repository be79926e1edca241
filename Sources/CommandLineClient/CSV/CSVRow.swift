/// One record of a CSV file.
struct CSVRow: Sendable, Hashable {
  /// Cells from left to right; at least one.
  let fields: [CSVField]
  /// Line the row begins on, from 1.
  let line: Int

  /// True when every cell is empty: what a spreadsheet leaves below the last row.
  var isBlank: Bool { fields.allSatisfy(\.text.isEmpty) }
}
