import Messages

/// Makes records of rows, and collects what is wrong with them.
struct RowReader {
  let source: ImportSource
  let columns: [RecordColumn]
  let columnIndexes: [String: Int]
  /// The fields that the file tells of, when it lacks columns; empty when it has them all.
  private let updateFields: [DynamicValue]
  /// What was wrong so far.
  private(set) var issues: [ImportIssue] = []

  init(source: ImportSource, columns: [RecordColumn], columnIndexes: [String: Int]) {
    self.source = source
    self.columns = columns
    self.columnIndexes = columnIndexes
    let told = columns.filter { columnIndexes[$0.name] != nil }
    updateFields = told.count == columns.count ? [] : told.map { .string($0.field.name) }
  }

  /// The service's Record for a row, or nil when a cell is wrong; every wrong cell is reported.
  mutating func record(of row: CSVRow) -> DynamicMessage? {
    var contents = DynamicMessage(source.collection.descriptor)
    var isGood = true
    for column in columns {
      guard let index = columnIndexes[column.name] else { continue }
      let cell = row.fields[index]
      do {
        try contents.set(try column.value(ofCell: cell.text), for: column.field)
      } catch let fault as RecordColumn.Fault {
        report(cell, column, fault.reason)
        isGood = false
      } catch {
        report(cell, column, "\(error)")
        isGood = false
      }
    }
    guard isGood, let recordDescriptor = SchemaCatalog.message(named: source.collection.keeper.package + ".Record")
    else { return nil }
    var record = DynamicMessage(recordDescriptor)
    do throws(DynamicMessageError) {
      try record.set(.message(contents), for: source.collection.recordField)
      if !updateFields.isEmpty, let field = recordDescriptor.field(named: "update_fields") {
        try record.set(.repeated(updateFields), for: field)
      }
      return record
    } catch {
      issues.append(ImportIssue(file: source.path, line: row.line, column: "", value: "", reason: error.message))
      return nil
    }
  }

  private mutating func report(_ cell: CSVField, _ column: RecordColumn, _ reason: String) {
    issues.append(
      ImportIssue(file: source.path, line: cell.line, column: column.name, value: cell.text, reason: reason)
    )
  }
}
