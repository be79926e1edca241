import ClientKit
import Foundation
import Messages
import Spreadsheet

/// A CSV file of contacts: producer_id, representative, phone, address.
struct ContactFile: Sendable {
  /// A contact, and the line it was read from.
  struct Row: Sendable {
    let contact: RegistryV1.Contact
    let line: Int
  }

  let path: String
  let rows: [Row]

  static let columnNames = ["producer_id", "representative", "phone", "address"]

  /// Reads a file.
  ///
  /// - Throws: ``CommandFailure`` that names the line, and never says what stands there.
  init(reading path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(.refused, "\(path): the file cannot be read")
    }
    try self.init(path: path, bytes: [UInt8](data))
  }

  init(path: String, bytes: [UInt8]) throws(CommandFailure) {
    self.path = path
    let table: CSVTable
    do throws(SpreadsheetError) {
      table = try CSVTable(file: path, bytes: bytes)
    } catch {
      throw CommandFailure(.refused, "\(path):\(error.line): character \(error.character): \(error.message)")
    }
    guard table.columnNames == Self.columnNames else {
      throw CommandFailure(.refused, "\(path): the first row must be \(Self.columnNames.joined(separator: ","))")
    }
    if let issue = table.issues.first {
      throw CommandFailure(.refused, "\(path):\(issue.line): \(issue.reason)")
    }
    rows = table.rows.map { row in
      var contact = RegistryV1.Contact()
      contact.producerID = row.cells[0].text.trimmed
      contact.representative = row.cells[1].text.trimmed
      contact.phone = row.cells[2].text.trimmed
      contact.address = row.cells[3].text.trimmed
      return Row(contact: contact, line: row.line)
    }
    guard !rows.isEmpty else { throw CommandFailure(.refused, "\(path): there are no contacts in it") }
  }
}
