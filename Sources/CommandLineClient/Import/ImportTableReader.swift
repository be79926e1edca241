import Messages
import Spreadsheet

/// Reads the rows of a file as records, one after the other.
final class ImportTableReader {
  private let source: ImportSource
  private let layout: ImportLayout
  private let rows: any SheetReader
  private let isWorkbook: Bool
  private let finder: ListingFinder?
  private let recordDescriptor: MessageDescriptor?
  /// The fields that the file tells of, when it lacks columns; empty when it has them all.
  private let updateFields: [DynamicValue]
  private var isEnded = false
  /// Rows that were left out, since their file says that they are not meant yet.
  private(set) var skippedCount = 0
  /// Rows in which an identifier that is made of other columns has come, by the hash of the identifier.
  private var repetitions: [Int: Int] = [:]

  init(
    _ source: ImportSource,
    _ layout: ImportLayout,
    _ rows: any SheetReader,
    isWorkbook: Bool,
    _ finder: ListingFinder?
  ) {
    self.source = source
    self.layout = layout
    self.rows = rows
    self.isWorkbook = isWorkbook
    self.finder = finder
    recordDescriptor = SchemaCatalog.message(named: source.collection.keeper.package + ".Record")
    let names = layout.columns.map(\.column.field.name)
    updateFields = names.count == source.collection.columns.count ? [] : names.map { .string($0) }
  }

  /// The next row below the header; nil behind the last, or behind one that cannot be read.
  func next() -> ImportedRow? {
    while !isEnded {
      do throws(SpreadsheetError) {
        guard let row = try rows.next() else { break }
        if row.number > layout.headerRow {
          if ImportedTexts(row: row, layout: layout, isWorkbook: isWorkbook).isSkipped {
            skippedCount += 1
          } else {
            return imported(row)
          }
        }
      } catch {
        isEnded = true
        let issue = ImportTable.issue(of: error, in: source.path, sheet: layout.sheet.name)
        return ImportedRow(row: SheetRow(cells: [], line: error.line), record: nil, issues: [issue])
      }
    }
    isEnded = true
    return nil
  }

  private func imported(_ row: SheetRow) -> ImportedRow {
    if !isWorkbook, row.cells.count != layout.width {
      let reason =
        "the row has \(row.cells.count) cells, the header \(layout.width) "
        + "(add the missing commas, or put quotes around a cell that holds a comma)"
      return ImportedRow(row: row, record: nil, issues: [issue(row, nil, "", "", reason)])
    }
    var texts = ImportedTexts(row: row, layout: layout, isWorkbook: isWorkbook)
    texts.readCells()
    if let finder { texts.findListing(with: finder) }
    texts.fillTemplates(&repetitions)
    var contents = DynamicMessage(source.collection.descriptor)
    var issues = texts.faults.map { fault in
      issue(row, fault.index, fault.column, fault.value, fault.reason, fault.suggestion)
    }
    for column in layout.columns {
      guard let text = texts.values[column.column.name] else { continue }
      do throws(RecordColumn.Fault) {
        try contents.place(column.column.value(ofCell: text), in: column.column.field)
      } catch {
        var index: Int?
        if case .cell(let place) = column.origin { index = place }
        let value = index.map { texts.cell(at: $0).text } ?? text
        let suggestion = CellSuggestion.suggestion(for: value, in: column.column) ?? ""
        issues.append(issue(row, index, column.shownName, value, error.reason, suggestion))
      }
    }
    guard issues.isEmpty, let record = record(of: contents, revision: texts.revision) else {
      return ImportedRow(row: row, record: nil, issues: issues)
    }
    return ImportedRow(row: row, record: record, issues: [])
  }

  private func record(of contents: DynamicMessage, revision: UInt64) -> DynamicMessage? {
    guard let recordDescriptor else { return nil }
    var record = DynamicMessage(recordDescriptor)
    do throws(DynamicMessageError) {
      try record.set(.message(contents), for: source.collection.recordField)
      if !updateFields.isEmpty, let field = recordDescriptor.field(named: "update_fields") {
        try record.set(.repeated(updateFields), for: field)
      }
      if revision > 0, let field = recordDescriptor.field(named: ImportLayout.revisionColumn) {
        try record.set(.uint64(revision), for: field)
      }
      return record
    } catch {
      return nil
    }
  }

  private func issue(
    _ row: SheetRow,
    _ index: Int?,
    _ column: String,
    _ value: String,
    _ reason: String,
    _ suggestion: String = ""
  ) -> ImportIssue {
    let cell = index.flatMap { row.cells.indices.contains($0) ? row.cells[$0] : nil }
    return ImportIssue(
      file: source.path,
      sheet: layout.sheet.name,
      line: cell?.line ?? row.line,
      cell: index.map { ColumnLetters.letters(ofIndex: $0) + String(row.number) } ?? "",
      column: column,
      value: value,
      reason: reason,
      suggestion: suggestion
    )
  }
}

extension DynamicMessage {
  /// Sets a field, saying what is wrong as a fault of its cell.
  fileprivate mutating func place(_ value: DynamicValue?, in field: FieldDescriptor) throws(RecordColumn.Fault) {
    do throws(DynamicMessageError) {
      try set(value, for: field)
    } catch {
      throw RecordColumn.Fault(reason: error.message)
    }
  }
}
