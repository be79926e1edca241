import ClientKit
import Spreadsheet

/// A file that records are exported to: there whole at the end, or not at all.
final class ExportSink {
  /// How the file is written.
  enum Format: String, CaseIterable {
    case csv
    case xlsx

    /// The format that a file's name says; nil when it says none.
    init?(ofFile path: String) {
      guard let found = Self.allCases.first(where: { path.lowercased().hasSuffix(".\($0.rawValue)") }) else {
        return nil
      }
      self = found
    }
  }

  private let file: WholeFile
  private let workbook: WorkbookWriter?
  private let isGuarded: [Bool]

  /// Begins a file with its header.
  ///
  /// - Throws: ``CommandFailure``, `SpreadsheetError` when it cannot be written.
  init(path: String, format: Format, collection: RecordCollection) throws {
    let columns = collection.columns
    let names = columns.map(\.name) + [ImportLayout.revisionColumn]
    file = try WholeFile(path: path)
    // Numbers may begin with a minus: a spreadsheet program takes them for numbers, as they are.
    isGuarded = columns.map { !$0.isNumeric } + [false]
    if format == .xlsx {
      let forms = columns.map(\.workbookColumn) + [.whole]
      workbook = try WorkbookWriter(
        path: file.temporaryPath,
        sheetName: collection.pluralName,
        columns: zip(names, forms).map { (name: $0, column: $1) }
      )
    } else {
      workbook = nil
      try file.write(CSVWriter.byteOrderMark + CSVWriter.line(names))
    }
  }

  /// Writes a record.
  func write(_ cells: [String]) throws {
    if let workbook { return try workbook.write(cells) }
    try file.write(CSVWriter.line(zip(cells, isGuarded).map { $1 ? FormulaGuard.guarded($0) : $0 }))
  }

  /// Ends the file and gives it its name.
  func finish() throws {
    try workbook?.close()
    try file.finish()
  }
}

extension RecordColumn {
  /// How the column is written in a workbook.
  fileprivate var workbookColumn: WorkbookWriter.Column {
    switch form {
    case .whole: .whole
    case .quantity: .decimal
    default: isDay ? .day : .text
    }
  }
}
