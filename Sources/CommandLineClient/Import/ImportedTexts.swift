import ClientKit
import Spreadsheet

/// The texts of a row by the columns of its record, as our own files would have them.
struct ImportedTexts {
  /// A cell that cannot be read.
  struct Fault {
    /// Its place in the row; nil when several make the value.
    let index: Int?
    let column: String
    let value: String
    let reason: String
    var suggestion = ""
  }

  let row: SheetRow
  let layout: ImportLayout
  let isWorkbook: Bool
  /// By the names of our columns. A column is missing when its cell is wrong.
  private(set) var values: [String: String] = [:]
  private(set) var faults: [Fault] = []
  /// Revision the record was exported at; 0 when the file does not say.
  private(set) var revision: UInt64 = 0

  init(row: SheetRow, layout: ImportLayout, isWorkbook: Bool) {
    self.row = row
    self.layout = layout
    self.isWorkbook = isWorkbook
  }

  /// The cell at a place; an empty one behind the row's end.
  func cell(at index: Int) -> SheetCell {
    row.cells.indices.contains(index)
      ? row.cells[index] : SheetCell(text: "", line: row.line, character: index + 1)
  }

  /// True for a row that its file says is not meant yet, such as an order that is on its way.
  var isSkipped: Bool {
    layout.columns.contains { column in
      guard case .cell(let index) = column.origin, let form = column.form, !form.skipped.isEmpty else { return false }
      return form.skipped.contains(VietnameseText.folded(cell(at: index).text))
    }
  }

  /// Reads the values that have a cell, or are the same in every row.
  mutating func readCells() {
    for column in layout.columns {
      switch column.origin {
      case .constant(let text): values[column.column.name] = text
      case .cell(let index):
        let cell = cell(at: index)
        do throws(RecordColumn.Fault) {
          values[column.column.name] = try text(of: cell, for: column)
        } catch {
          let suggestion =
            column.form?.nearestWord(to: cell.text) ?? CellSuggestion.suggestion(for: cell.text, in: column.column)
          faults.append(
            Fault(
              index: index,
              column: column.shownName,
              value: cell.text,
              reason: error.reason,
              suggestion: suggestion ?? ""
            )
          )
        }
      case .template, .listing: break
      }
    }
    if let index = layout.revisionIndex { readRevision(cell(at: index), at: index) }
  }

  private mutating func readRevision(_ cell: SheetCell, at index: Int) {
    let text = cell.text.trimmed
    if text.isEmpty { return }
    guard let number = UInt64(text) else {
      let reason = "not a revision (leave the column as it was exported, or delete it)"
      return faults.append(Fault(index: index, column: ImportLayout.revisionColumn, value: text, reason: reason))
    }
    revision = number
  }

  private func text(of cell: SheetCell, for column: ImportColumn) throws(RecordColumn.Fault) -> String {
    if cell.kind == .error {
      throw RecordColumn.Fault(reason: "the cell shows an error, or a formula without a value (write the value itself)")
    }
    if cell.text.hasSuffix(ShownRecord.mark) {
      throw RecordColumn.Fault(
        reason: "was masked when it was exported, so it is not the value (delete the column, and it stays as stored)"
      )
    }
    if let form = column.form { return try form.text(of: cell, for: column.column) }
    if cell.kind == .date { return String(cell.text.prefix(column.column.isMonth ? 7 : 10)) }
    return isWorkbook ? cell.text : FormulaGuard.unguarded(cell.text)
  }

  /// Text of a helping column, or of a column that is known already.
  private func text(named name: String) -> String {
    if let index = layout.helpers[name] { return cell(at: index).text.trimmed }
    return values[name] ?? ""
  }

  /// Finds the listing that a floor's export describes by its number there, or by product and store.
  mutating func findListing(with finder: ListingFinder) {
    for column in layout.columns {
      guard case .listing(let floorID) = column.origin else { continue }
      let description = ListingFinder.Description(
        floorID: floorID,
        externalID: text(named: "external_id"),
        productName: text(named: "product_name"),
        storeName: text(named: "store_name")
      )
      switch finder.listing(of: description) {
      case .success(let identifier): values[column.column.name] = identifier
      case .failure(let fault):
        let helper = ["external_id", "product_name", "store_name"].first { !text(named: $0).isEmpty }
        let index =
          helper.flatMap { layout.helpers[$0] } ?? layout.helpers["external_id"] ?? layout.helpers["product_name"]
        faults.append(
          Fault(
            index: index,
            column: column.column.name,
            value: helper.map { text(named: $0) } ?? "",
            reason: fault.reason,
            suggestion: fault.suggestion
          )
        )
      }
    }
  }

  /// Makes the identifiers that are made of other columns.
  ///
  /// - Parameter repetitions: How often each has come, by its hash: the second order line that would be called the same
  ///   is "…-2".
  mutating func fillTemplates(_ repetitions: inout [Int: Int]) {
    guard faults.isEmpty else { return }
    for column in layout.columns {
      guard case .template(let template) = column.origin else { continue }
      let missing = template.names.filter { text(named: $0).isEmpty }
      guard missing.isEmpty else {
        let index = missing.first.flatMap { layout.helpers[$0] }
        faults.append(
          Fault(
            index: index,
            column: column.column.name,
            value: "",
            reason: "cannot be made, since \(missing.joined(separator: ", ")) is empty (fill the cell)"
          )
        )
        continue
      }
      let plain = template.identifier { text(named: $0) }
      guard template.numbersRepetitions else {
        values[column.column.name] = plain
        continue
      }
      let count = (repetitions[plain.hashValue] ?? 0) + 1
      repetitions[plain.hashValue] = count
      values[column.column.name] = count == 1 ? plain : IdentifierTemplate.bounded("\(plain)-\(count)")
    }
  }
}
