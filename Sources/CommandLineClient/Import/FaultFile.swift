import ClientKit
import Foundation
import Spreadsheet
import Synchronization

/// Writes every fault of an import into a CSV file.
final class FaultFile: Sendable {
  let path: String
  private let output: Mutex<WholeFile>

  /// Begins the file.
  ///
  /// - Throws: ``CommandFailure`` when it cannot be written.
  init(path: String) throws {
    self.path = path
    let file = try WholeFile(path: path)
    try file.write(CSVWriter.byteOrderMark + CSVWriter.line(ImportIssue.columnNames))
    output = Mutex(file)
  }

  /// Adds a fault.
  func add(_ issue: ImportIssue) throws {
    try output.withLock { try $0.write(CSVWriter.line(issue.cells)) }
  }

  /// Ends the file, which is there from now on.
  func finish() throws {
    try output.withLock { try $0.finish() }
  }
}
