import Foundation
import Messages

/// A file that was read: its rows as records, and what is wrong with it.
struct ImportFile: Sendable {
  let source: ImportSource
  /// Rows below the header.
  let rowCount: Int
  /// One service's Record for each good row.
  let records: [DynamicMessage]
  /// The row that each record was made of.
  let rows: [CSVRow]
  /// Where each column of the record stands in a row.
  let columnIndexes: [String: Int]
  /// What is wrong, in the file's order. With issues nothing of the file is sent.
  let issues: [ImportIssue]

  /// Reads a file from disk.
  ///
  /// - Throws: ``CommandFailure`` when it cannot be read at all.
  init(reading source: ImportSource) throws {
    let attributes = try? FileManager.default.attributesOfItem(atPath: source.path)
    if let size = attributes?[.size] as? Int, size > CSVReader.fileBytesMax {
      throw CommandFailure(.refused, "\(source.path): more than \(CSVReader.fileBytesMax) bytes: split the file")
    }
    guard let data = FileManager.default.contents(atPath: source.path) else {
      throw CommandFailure(.refused, "\(source.path): the file cannot be read: check its permissions")
    }
    self = ImportFile.parsing([UInt8](data), of: source)
  }

  /// A file by its parts.
  init(
    _ source: ImportSource,
    rowCount: Int = 0,
    records: [DynamicMessage] = [],
    rows: [CSVRow] = [],
    columnIndexes: [String: Int] = [:],
    issues: [ImportIssue] = []
  ) {
    self.source = source
    self.rowCount = rowCount
    self.records = records
    self.rows = rows
    self.columnIndexes = columnIndexes
    self.issues = issues
  }

  /// The file that bytes make.
  static func parsing(_ bytes: [UInt8], of source: ImportSource) -> ImportFile {
    let table: CSVTable
    do throws(CSVError) {
      table = try CSVTable(file: source.path, bytes: bytes)
    } catch {
      let issue = ImportIssue(
        file: source.path,
        line: error.line,
        column: "",
        value: "",
        reason: "character \(error.character): \(error.message)"
      )
      return ImportFile(source, issues: [issue])
    }
    let columns = source.collection.columns
    let headerIssues = Self.headerIssues(table.columnNames, columns, source)
    guard headerIssues.isEmpty else { return ImportFile(source, issues: headerIssues) }
    let columnIndexes = Dictionary(uniqueKeysWithValues: table.columnNames.enumerated().map { ($1, $0) })
    var reader = RowReader(source: source, columns: columns, columnIndexes: columnIndexes)
    var records: [DynamicMessage] = []
    var rows: [CSVRow] = []
    for row in table.rows {
      if let record = reader.record(of: row) {
        records.append(record)
        rows.append(row)
      }
    }
    return ImportFile(
      source,
      rowCount: table.rows.count + table.issues.count,
      records: records,
      rows: rows,
      columnIndexes: columnIndexes,
      issues: (table.issues + reader.issues).sorted { $0.line < $1.line }
    )
  }

  private static func headerIssues(
    _ names: [String],
    _ columns: [RecordColumn],
    _ source: ImportSource
  ) -> [ImportIssue] {
    let known = columns.map(\.name)
    var issues: [ImportIssue] = []
    let report = { (column: String, reason: String) in
      issues.append(ImportIssue(file: source.path, line: 1, column: column, value: "header", reason: reason))
    }
    for (index, name) in names.enumerated() {
      if name.isEmpty {
        report("column \(index + 1)", "has no name (name it, or delete the column)")
      } else if names[..<index].contains(name) {
        report(name, "stands twice (delete one of the two)")
      } else if !known.contains(name) {
        let hint = Suggestion.clause(for: name, among: known.filter { !names.contains($0) })
        report(name, "\(source.collection.pluralName) have no such column.\(hint) (rename or delete the column)")
      }
    }
    // Of a column that is left out the record keeps what is stored, but which record that is must be said.
    for name in source.collection.identifierNames where !names.contains(name) {
      report(name, "is missing, and tells which record a row is (add the column)")
    }
    return issues
  }
}
