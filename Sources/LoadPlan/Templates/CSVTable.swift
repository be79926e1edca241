/// A file of comma-separated values (RFC 4180) whose first line names the columns.
final class CSVTable: Sendable {
  /// Most bytes of a file.
  static let fileBytesMax = 64 * 1024 * 1024
  /// Most rows below the heading.
  static let rowsMax = 1_000_000
  /// Most columns.
  static let columnsMax = 256

  /// What is wrong with a file.
  struct Fault: Error, Hashable {
    /// From 1.
    let line: Int
    let reason: String
  }

  /// The file, as the template names it.
  let name: String
  let columns: [String]
  let rows: [[String]]

  /// - Throws: ``Fault`` at the first line that does not fit.
  init(name: String, text: String) throws(Fault) {
    var reader = CSVReader(text)
    guard let columns = try reader.row(), columns != [""] else {
      throw Fault(line: 1, reason: "the first line names the columns")
    }
    if columns.count > Self.columnsMax { throw Fault(line: 1, reason: "more than \(Self.columnsMax) columns") }
    for (index, column) in columns.enumerated() where columns[..<index].contains(column) {
      throw Fault(line: 1, reason: "two columns are called \"\(column)\"")
    }
    var rows: [[String]] = []
    while let row = try reader.row() {
      if row == [""] { continue }
      guard row.count == columns.count else {
        throw Fault(line: reader.rowLine, reason: "\(row.count) values, where the heading has \(columns.count) columns")
      }
      if rows.count == Self.rowsMax { throw Fault(line: reader.rowLine, reason: "more than \(Self.rowsMax) rows") }
      rows.append(row)
    }
    if rows.isEmpty { throw Fault(line: 1, reason: "there is no row below the heading") }
    self.name = name
    self.columns = columns
    self.rows = rows
  }
}
