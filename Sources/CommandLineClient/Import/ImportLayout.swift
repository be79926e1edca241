import Spreadsheet

/// Where a file has its header, and what its columns are.
struct ImportLayout: Sendable {
  let sheet: SpreadsheetFile.Sheet
  /// Between two cells of a CSV file.
  let separator: UInt8
  /// Number of the header's row; what stands above it is not read.
  let headerRow: Int
  /// Cells of the header: a row of a CSV file must have as many.
  let width: Int
  let columns: [ImportColumn]
  /// Columns that only help to make others, by their names: their places.
  var helpers: [String: Int] = [:]
  /// Where the revision stands that a record was exported at; nil when there is none.
  var revisionIndex: Int?
  /// What the user should know of what is not read.
  var notes: [String] = []

  /// Name of the column that has a record's revision in our own files.
  static let revisionColumn = "revision"

  /// Places of the cells that are read.
  var keptColumns: Set<Int> {
    var kept = Set(helpers.values)
    for column in columns { if case .cell(let index) = column.origin { kept.insert(index) } }
    if let revisionIndex { kept.insert(revisionIndex) }
    return kept
  }
}
