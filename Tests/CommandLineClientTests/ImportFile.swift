import Messages
import Spreadsheet

@testable import CommandLineClient

/// A whole file in memory: what a test looks at.
struct ImportFile {
  var rowCount = 0
  var records: [DynamicMessage] = []
  var issues: [ImportIssue] = []

  /// Reads a file from disk.
  init(reading source: ImportSource) throws {
    try self.init(source, try SpreadsheetFile(path: source.path))
  }

  /// The file that bytes make.
  static func parsing(_ bytes: [UInt8], of source: ImportSource) -> ImportFile {
    do {
      return try ImportFile(source, SpreadsheetFile(bytes: bytes))
    } catch let fault as ImportLayout.Fault {
      var file = ImportFile()
      file.issues = fault.issues
      return file
    } catch let error as SpreadsheetError {
      var file = ImportFile()
      file.issues = [ImportTable.issue(of: error, in: source.path)]
      return file
    } catch {
      var file = ImportFile()
      file.issues = [ImportIssue(file: source.path, line: 0, column: "", value: "", reason: "\(error)")]
      return file
    }
  }

  private init() {}

  private init(_ source: ImportSource, _ file: SpreadsheetFile) throws {
    let reader = try ImportTable(source, file, nil).reader()
    while let row = reader.next() {
      rowCount += 1
      issues += row.issues
      if let record = row.record { records.append(record) }
    }
  }
}
