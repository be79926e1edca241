internal import CXLSXWriter
import DomainPrimitives

/// Writes an .xlsx workbook of one sheet, a row at a time, in the same memory for any number of rows.
///
/// The first row is bold and stays in sight; every column can be filtered. Texts are texts, so "06463" keeps its zero
/// and nothing is run as a formula; days are real days, shown as dd/mm/yyyy.
public final class WorkbookWriter {
  /// How the cells of a column are written.
  public enum Column: Sendable, Hashable {
    case text
    /// Whole numbers of up to 15 digits; other texts are written as texts.
    case whole
    /// Decimal numbers with a point; other texts are written as texts.
    case decimal
    /// "YYYY-MM-DD"; other texts are written as texts.
    case day
  }

  private let workbook: UnsafeMutablePointer<lxw_workbook>
  private let sheet: UnsafeMutablePointer<lxw_worksheet>
  private let dayFormat: UnsafeMutablePointer<lxw_format>
  private let columns: [Column]
  private var rowCount: UInt32 = 1
  private var isClosed = false

  /// Begins a file with its header.
  ///
  /// - Parameters:
  ///   - path: The file, which must not exist or may be replaced.
  ///   - sheetName: At most 31 characters, without [ ] : * ? / \.
  ///   - columns: Name and form of each column.
  /// - Throws: ``SpreadsheetError``.
  public init(path: String, sheetName: String, columns: [(name: String, column: Column)]) throws(SpreadsheetError) {
    self.columns = columns.map(\.column)
    var options = lxw_workbook_options()
    options.constant_memory = 1
    options.use_zip64 = 1
    guard let workbook = workbook_new_opt(path, &options) else {
      throw SpreadsheetError(message: "the workbook cannot be begun: is there room, and is the folder there?")
    }
    guard let sheet = workbook_add_worksheet(workbook, sheetName),
      let bold = workbook_add_format(workbook), let dayFormat = workbook_add_format(workbook)
    else {
      lxw_workbook_free(workbook)
      throw SpreadsheetError(message: "a sheet cannot be called \"\(sheetName)\"")
    }
    (self.workbook, self.sheet, self.dayFormat) = (workbook, sheet, dayFormat)
    format_set_bold(bold)
    format_set_num_format(dayFormat, "dd/mm/yyyy")
    worksheet_freeze_panes(sheet, 1, 0)
    for (index, (name, column)) in columns.enumerated() {
      let least = column == .text ? 18 : 13
      let width = Double(min(40, max(least, name.count + 3)))
      worksheet_set_column(sheet, lxw_col_t(index), lxw_col_t(index), width, column == .day ? dayFormat : nil)
      worksheet_write_string(sheet, 0, lxw_col_t(index), name, bold)
    }
  }

  deinit {
    // Nothing is written of a workbook that was given up.
    if !isClosed { lxw_workbook_free(workbook) }
  }

  /// Writes a row.
  ///
  /// - Throws: ``SpreadsheetError`` when the sheet is full, or a cell cannot be written.
  public func write(_ cells: [String]) throws(SpreadsheetError) {
    guard rowCount < SpreadsheetLimits.rowsMax else {
      throw SpreadsheetError(message: "a sheet takes \(SpreadsheetLimits.rowsMax) rows: export to CSV instead")
    }
    for (index, (text, column)) in zip(cells, columns).enumerated() where !text.isEmpty {
      let result = write(text, column, at: lxw_col_t(index))
      if result != LXW_NO_ERROR {
        throw SpreadsheetError(line: Int(rowCount) + 1, message: String(cString: lxw_strerror(result)))
      }
    }
    rowCount += 1
  }

  private func write(_ text: String, _ column: Column, at index: lxw_col_t) -> lxw_error {
    switch column {
    case .whole, .decimal:
      // Past 15 digits a spreadsheet program would change the number.
      let digits = text.utf8.count { (0x30...0x39).contains($0) }
      if digits <= 15, let number = Double(text), text.utf8.allSatisfy({ (0x2D...0x39).contains($0) }) {
        return worksheet_write_number(sheet, rowCount, index, number, nil)
      }
    case .day:
      if let date = try? CivilDate(parsing: text), date.daysSinceEpoch >= Self.firstDay {
        return worksheet_write_number(sheet, rowCount, index, Double(date.daysSinceEpoch + 25_569), dayFormat)
      }
    case .text: break
    }
    return worksheet_write_string(sheet, rowCount, index, EscapedText.encoded(text), nil)
  }

  /// 1900-03-01: before it, programs disagree about what a number means.
  private static let firstDay = -25_508

  /// Ends the file.
  ///
  /// - Throws: ``SpreadsheetError`` when it could not be written whole; what is there then is of no use.
  public func close() throws(SpreadsheetError) {
    guard !isClosed else { return }
    isClosed = true
    if let last = UInt16(exactly: columns.count - 1) {
      worksheet_autofilter(sheet, 0, 0, max(1, rowCount - 1), last)
    }
    let result = workbook_close(workbook)
    if result != LXW_NO_ERROR {
      throw SpreadsheetError(message: "the workbook cannot be written: \(String(cString: lxw_strerror(result)))")
    }
  }
}
