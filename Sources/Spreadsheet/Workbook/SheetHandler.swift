/// Makes rows of the XML of a sheet.
final class SheetHandler: XMLHandler {
  /// A cell as the sheet's part has it.
  struct RawCell {
    /// Column, from 0.
    let column: Int
    /// The attribute "t", which says what the value is; empty for a number.
    let type: String
    let style: Int
    let value: String
  }

  /// A row as the sheet's part has it.
  struct RawRow {
    /// From 1.
    let number: Int
    let cells: [RawCell]
  }

  /// An area whose cells are merged; only the first of them has the value.
  struct MergedArea {
    let firstRow: Int
    let lastRow: Int
    let column: Int
  }

  /// Rows that were read and not taken yet.
  var rows: [RawRow] = []
  /// Merged areas of several rows; known once the whole part is read.
  private(set) var mergedAreas: [MergedArea] = []

  private let keptColumns: Set<Int>?
  private var rowNumber = 0
  private var cells: [RawCell] = []
  private var rowBytes = 0
  private var column = -1
  private var type = ""
  private var style = 0
  private var value: [UInt8] = []
  private var hasFormula = false
  private var isInValue = false
  private var isInPhonetics = false

  init(keptColumns: Set<Int>?) {
    self.keptColumns = keptColumns
  }

  private var isKept: Bool {
    (0..<SpreadsheetLimits.columnsMax).contains(column) && keptColumns?.contains(column) != false
  }

  func begin(_ name: String, _ attributes: XMLAttributes) throws(SpreadsheetError) {
    switch name {
    case "c": beginCell(attributes)
    case "v": isInValue = isKept
    case "t": isInValue = isKept && !isInPhonetics
    case "f": hasFormula = true
    case "rPh": isInPhonetics = true
    case "row": try beginRow(attributes)
    case "mergeCell": try addMergedArea(attributes["ref"] ?? "")
    default: break
    }
  }

  func end(_ name: String) throws(SpreadsheetError) {
    switch name {
    case "c": endCell()
    case "v", "t": isInValue = false
    case "rPh": isInPhonetics = false
    case "row":
      rows.append(RawRow(number: rowNumber, cells: cells))
      cells = []
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SpreadsheetError) {
    guard isInValue else { return }
    value += bytes
    rowBytes += bytes.count
    if value.count > SpreadsheetLimits.cellBytesMax || rowBytes > SpreadsheetLimits.rowBytesMax {
      throw SpreadsheetError(line: rowNumber, message: "a cell or a row with too much text: is this the right sheet?")
    }
  }

  private func beginRow(_ attributes: XMLAttributes) throws(SpreadsheetError) {
    let number = attributes["r"].flatMap { Int($0) } ?? rowNumber + 1
    guard number > rowNumber, number <= SpreadsheetLimits.rowsMax else {
      throw SpreadsheetError(
        line: rowNumber,
        message: "the row behind it has the number \(number): rows go up to \(SpreadsheetLimits.rowsMax), in order"
      )
    }
    rowNumber = number
    rowBytes = 0
    column = -1
  }

  private func beginCell(_ attributes: XMLAttributes) {
    column = attributes["r"].flatMap { ColumnLetters.index(ofReference: $0) } ?? column + 1
    type = attributes["t"] ?? ""
    style = attributes["s"].flatMap { Int($0) } ?? 0
    value.removeAll(keepingCapacity: true)
    hasFormula = false
  }

  private func endCell() {
    guard isKept, !value.isEmpty || hasFormula, cells.last.map({ $0.column < column }) ?? true else { return }
    if value.isEmpty {
      cells.append(RawCell(column: column, type: type == "str" ? type : "e", style: 0, value: type == "str" ? "" : "="))
    } else {
      cells.append(RawCell(column: column, type: type, style: style, value: String(decoding: value, as: UTF8.self)))
    }
  }

  private func addMergedArea(_ reference: String) throws(SpreadsheetError) {
    let corners = reference.split(separator: ":")
    guard corners.count == 2, let column = ColumnLetters.index(ofReference: corners[0]),
      let first = ColumnLetters.row(ofReference: corners[0]), let last = ColumnLetters.row(ofReference: corners[1]),
      last > first
    else { return }
    if mergedAreas.count == SpreadsheetLimits.mergedAreasMax {
      throw SpreadsheetError(message: "more than \(SpreadsheetLimits.mergedAreasMax) merged areas")
    }
    mergedAreas.append(MergedArea(firstRow: first, lastRow: last, column: column))
  }
}
