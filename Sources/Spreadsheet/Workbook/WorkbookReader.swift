/// Reads the rows of one sheet of an .xlsx file, holding a part of the sheet and the shared texts of the columns that
/// are read.
///
/// It goes over the sheet twice: first for what stands behind the rows or in another part (merged areas, which shared
/// texts are needed), then for the rows.
final class WorkbookReader: SheetReader {
  private let path: String
  private let places: WorkbookPlaces
  private let styles: WorkbookStyles
  private let handler: SheetHandler
  private let pull: XMLScanner.XMLPull
  private var texts = SharedTexts()
  private var nextRow = 0
  private var rowsLeft: Int
  private var mergedAreas: ArraySlice<SheetHandler.MergedArea> = []
  /// Values that go down over the rows of a merged area, by column.
  private var carried: [Int: (lastRow: Int, cell: SheetCell)] = [:]

  /// - Parameters:
  ///   - keptColumns: Columns, from 0, whose cells are wanted; nil = all.
  ///   - rowsMax: Rows to give at most; nil = all. With a number, merged areas stay as they are.
  init(path: String, places: WorkbookPlaces, sheet: WorkbookPlaces.Sheet, keptColumns: Set<Int>?, rowsMax: Int?)
    throws(SpreadsheetError)
  {
    self.path = path
    self.places = places
    rowsLeft = rowsMax ?? .max
    styles =
      try places.styles.map { part throws(SpreadsheetError) in try WorkbookStyles(path: path, part: part) }
      ?? WorkbookStyles()
    let scan = try Self.scan(path, sheet, keptColumns, rowsMax)
    mergedAreas = scan.mergedAreas.sorted { $0.firstRow < $1.firstRow }[...]
    if let part = places.sharedTexts {
      texts = try SharedTexts(path: path, part: part, wanted: scan.wanted)
    }
    handler = SheetHandler(keptColumns: keptColumns)
    pull = try Self.pull(path, sheet, handler)
  }

  private static func pull(_ path: String, _ sheet: WorkbookPlaces.Sheet, _ handler: SheetHandler)
    throws(SpreadsheetError) -> XMLScanner.XMLPull
  {
    let bytesMax = SpreadsheetLimits.unpackedPartBytesMax
    guard let entry = try ZipEntryReader(path: path, name: sheet.part, bytesMax: bytesMax) else {
      throw SpreadsheetError(message: "the sheet \"\(sheet.name)\" is missing in the file: the file is damaged")
    }
    return try XMLScanner.XMLPull(entry, named: sheet.part, handler)
  }

  private static func scan(_ path: String, _ sheet: WorkbookPlaces.Sheet, _ keptColumns: Set<Int>?, _ rowsMax: Int?)
    throws(SpreadsheetError) -> (wanted: SharedTexts.Numbers, mergedAreas: [SheetHandler.MergedArea])
  {
    let handler = SheetHandler(keptColumns: keptColumns)
    let pull = try pull(path, sheet, handler)
    var wanted = SharedTexts.Numbers()
    var rowsLeft = rowsMax ?? .max
    var isMore = true
    while isMore, rowsLeft > 0 {
      isMore = try pull.advance()
      for row in handler.rows {
        for cell in row.cells where cell.type == "s" {
          if let number = Int(cell.value) { wanted.insert(number) }
        }
        if !row.cells.isEmpty { rowsLeft -= 1 }
      }
      handler.rows.removeAll(keepingCapacity: true)
    }
    return (wanted, rowsMax == nil ? handler.mergedAreas : [])
  }

  func next() throws(SpreadsheetError) -> SheetRow? {
    while rowsLeft > 0 {
      while nextRow == handler.rows.count {
        handler.rows.removeAll(keepingCapacity: true)
        nextRow = 0
        guard try pull.advance() || !handler.rows.isEmpty else { return nil }
      }
      let row = try sheetRow(handler.rows[nextRow])
      nextRow += 1
      if !row.isBlank {
        rowsLeft -= 1
        return row
      }
    }
    return nil
  }

  private func sheetRow(_ raw: SheetHandler.RawRow) throws(SpreadsheetError) -> SheetRow {
    var cells: [SheetCell] = []
    let empty = { column in SheetCell(text: "", line: raw.number, character: column + 1) }
    for cell in raw.cells {
      while cells.count < cell.column { cells.append(empty(cells.count)) }
      cells.append(try sheetCell(cell, in: raw.number))
    }
    // Only values of the row itself are carried on, so that one row is blank where only merged cells are in it.
    if !carried.isEmpty, cells.contains(where: { !$0.isBlank }) {
      for (column, (lastRow, cell)) in carried {
        if lastRow < raw.number {
          carried[column] = nil
          continue
        }
        while cells.count <= column { cells.append(empty(cells.count)) }
        if cells[column].isBlank {
          cells[column] = SheetCell(text: cell.text, kind: cell.kind, line: raw.number, character: column + 1)
        }
      }
    }
    while let area = mergedAreas.first, area.firstRow <= raw.number {
      mergedAreas.removeFirst()
      if area.firstRow == raw.number, cells.indices.contains(area.column) {
        carried[area.column] = (area.lastRow, cells[area.column])
      }
    }
    return SheetRow(cells: cells, line: raw.number)
  }

  private func sheetCell(_ raw: SheetHandler.RawCell, in row: Int) throws(SpreadsheetError) -> SheetCell {
    let cell = { (text: String, kind: SheetCell.Kind) in
      SheetCell(text: text, kind: kind, line: row, character: raw.column + 1)
    }
    switch raw.type {
    case "s":
      guard let number = Int(raw.value), let text = texts[number] else {
        let place = "\(ColumnLetters.letters(ofIndex: raw.column))\(row)"
        throw SpreadsheetError(
          line: row,
          message: "the cell \(place) refers to a text that is missing: the file is damaged"
        )
      }
      return cell(text, .text)
    case "str", "inlineStr": return cell(EscapedText.decoded(raw.value), .text)
    case "b": return cell(raw.value == "1" || raw.value == "true" ? "true" : "false", .boolean)
    case "e": return cell(raw.value, .error)
    case "d": return CellNumber.dayText(ofDateTime: raw.value).map { cell($0, .date) } ?? cell(raw.value, .text)
    default:
      if styles.isDay(style: raw.style),
        let day = CellNumber.dayText(raw.value, countsFrom1904: places.countsFrom1904)
      {
        return cell(day, .date)
      }
      return CellNumber.decimalText(raw.value).map { cell($0, .number) } ?? cell(raw.value, .text)
    }
  }
}
