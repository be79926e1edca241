internal import CXLSXWriter

/// Writes an .xlsx workbook of a few sheets with real numbers, and charts over them.
///
/// It is kept in memory until it is closed, for tables of some ten thousand rows; ``WorkbookWriter`` is for more.
/// Texts are texts: nothing is run as a formula. Programs show numbers with the marks of their reader's language; what
/// stands around them (đ, VND, the order of a day's parts) is that of the workbook.
public final class ChartedWorkbook {
  /// How a number is shown.
  public enum Format: Sendable, Hashable, CaseIterable {
    case whole
    /// Up to three decimals.
    case decimal
    /// A fraction of 1 as a percentage.
    case percent
    /// Whole đồng.
    case dong
    /// Days since 1970-01-01 as a day.
    case day
  }

  /// What a cell holds.
  public enum Cell: Sendable, Hashable {
    case empty
    case text(String)
    case number(Double, Format)
  }

  /// Whether marks of numbers and days are Vietnamese or English.
  public enum Language: Sendable, Hashable {
    case vietnamese
    case english
  }

  private typealias CellFormat = UnsafeMutablePointer<lxw_format>

  private let workbook: UnsafeMutablePointer<lxw_workbook>
  private let title: CellFormat
  private let header: CellFormat
  private let numbers: [Format: CellFormat]
  private let boldNumbers: [Format: CellFormat]
  private let bold: CellFormat
  private let wrapped: CellFormat
  private var isClosed = false

  /// Begins a file.
  ///
  /// - Throws: ``SpreadsheetError`` when it cannot be begun.
  public init(path: String, language: Language) throws(SpreadsheetError) {
    guard let workbook = workbook_new(path) else {
      throw SpreadsheetError(message: "the workbook cannot be begun: is there room, and is the folder there?")
    }
    func format(_ code: String?, bold: Bool) -> CellFormat? {
      guard let format = workbook_add_format(workbook) else { return nil }
      if let code { format_set_num_format(format, code) }
      if bold { format_set_bold(format) }
      return format
    }
    var numbers: [Format: CellFormat] = [:]
    var boldNumbers: [Format: CellFormat] = [:]
    for form in Format.allCases {
      numbers[form] = format(Self.code(of: form, language), bold: false)
      boldNumbers[form] = format(Self.code(of: form, language), bold: true)
    }
    guard let title = format(nil, bold: true), let header = format(nil, bold: true), let bold = format(nil, bold: true),
      let wrapped = format(nil, bold: false), numbers.count + boldNumbers.count == 2 * Format.allCases.count
    else {
      lxw_workbook_free(workbook)
      throw SpreadsheetError(message: "the workbook cannot be begun: there is no memory")
    }
    format_set_font_size(title, 14)
    for format in [header, wrapped] {
      format_set_text_wrap(format)
      format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
    }
    format_set_bottom(header, UInt8(LXW_BORDER_MEDIUM.rawValue))
    format_set_bg_color(header, 0xE3EFE9)
    for format in [bold] + boldNumbers.values { format_set_top(format, UInt8(LXW_BORDER_MEDIUM.rawValue)) }
    (self.workbook, self.title, self.header, self.bold, self.wrapped) = (workbook, title, header, bold, wrapped)
    (self.numbers, self.boldNumbers) = (numbers, boldNumbers)
  }

  deinit {
    // Nothing is written of a workbook that was given up.
    if !isClosed { lxw_workbook_free(workbook) }
  }

  private static func code(of format: Format, _ language: Language) -> String {
    switch (format, language) {
    case (.whole, _): "#,##0"
    case (.decimal, _): "#,##0.###"
    case (.percent, .vietnamese): "0.0\" \"%"
    case (.percent, .english): "0.0%"
    case (.dong, .vietnamese): "#,##0\" đ\""
    case (.dong, .english): "#,##0\" VND\""
    case (.day, .vietnamese): "dd/mm/yyyy"
    case (.day, .english): "d mmm yyyy"
    }
  }

  /// Adds a sheet with a table. Its header stays in sight and is printed on every page.
  ///
  /// - Throws: ``SpreadsheetError`` when it is too large, or a sheet cannot have the name.
  public func add(_ table: SheetTable) throws(SpreadsheetError) {
    guard let sheet = workbook_add_worksheet(workbook, table.name), table.header.count < 1_000,
      table.rows.count < SpreadsheetLimits.rowsMax / 2
    else { throw SpreadsheetError(message: "a sheet \"\(table.name)\" of that size cannot be made") }
    for (row, line) in table.lines.enumerated() {
      worksheet_write_string(sheet, lxw_row_t(row), 0, EscapedText.encoded(line), row == 0 ? title : nil)
    }
    let headerRow = lxw_row_t(table.headerRow)
    for (column, name) in table.header.enumerated() {
      worksheet_write_string(sheet, headerRow, lxw_col_t(column), EscapedText.encoded(name), header)
      let width = table.widths.indices.contains(column) ? table.widths[column] : 15
      worksheet_set_column(sheet, lxw_col_t(column), lxw_col_t(column), width, nil)
    }
    for (index, row) in table.rows.enumerated() {
      try write(row, sheet, headerRow + 1 + lxw_row_t(index), isTotal: false)
    }
    if !table.total.isEmpty {
      try write(table.total, sheet, headerRow + 1 + lxw_row_t(table.rows.count), isTotal: true)
    }
    worksheet_freeze_panes(sheet, headerRow + 1, lxw_col_t(table.frozenColumns))
    worksheet_repeat_rows(sheet, headerRow, headerRow)
    worksheet_set_landscape(sheet)
    worksheet_set_paper(sheet, 9)
    worksheet_fit_to_pages(sheet, 1, 0)
  }

  private func write(
    _ cells: [Cell],
    _ sheet: UnsafeMutablePointer<lxw_worksheet>,
    _ row: lxw_row_t,
    isTotal: Bool
  ) throws(SpreadsheetError) {
    for (index, cell) in cells.enumerated() {
      let column = lxw_col_t(index)
      let result: lxw_error
      switch cell {
      case .empty: result = isTotal ? worksheet_write_blank(sheet, row, column, bold) : LXW_NO_ERROR
      case .text(let text):
        result = worksheet_write_string(sheet, row, column, EscapedText.encoded(text), isTotal ? bold : wrapped)
      case .number(let number, let format):
        // Spreadsheet programs count days from the end of 1899.
        let value = format == .day ? number + 25_569 : number
        result = worksheet_write_number(sheet, row, column, value, (isTotal ? boldNumbers : numbers)[format])
      }
      if result != LXW_NO_ERROR {
        throw SpreadsheetError(line: Int(row) + 1, message: String(cString: lxw_strerror(result)))
      }
    }
  }

  /// Adds a sheet with charts over a table that was added before, one below the other.
  ///
  /// - Throws: ``SpreadsheetError``.
  public func add(_ charts: [SheetChart], over table: SheetTable, sheetName: String) throws(SpreadsheetError) {
    guard !table.rows.isEmpty, !charts.isEmpty else { return }
    guard let sheet = workbook_add_worksheet(workbook, sheetName) else {
      throw SpreadsheetError(message: "a sheet cannot be called \"\(sheetName)\"")
    }
    worksheet_gridlines(sheet, UInt8(LXW_HIDE_ALL_GRIDLINES.rawValue))
    worksheet_set_paper(sheet, 9)
    worksheet_set_landscape(sheet)
    let first = lxw_row_t(table.headerRow + 1)
    let last = lxw_row_t(table.headerRow + table.rows.count)
    for (index, description) in charts.enumerated() {
      let type = description.isOverTime ? LXW_CHART_LINE : LXW_CHART_COLUMN
      guard let chart = workbook_add_chart(workbook, UInt8(type.rawValue)),
        let series = chart_add_series(chart, nil, nil)
      else { throw SpreadsheetError(message: "a chart cannot be made: there is no memory") }
      let categories = description.categoryColumns
      chart_series_set_categories(
        series,
        table.name,
        first,
        lxw_col_t(categories.lowerBound),
        last,
        lxw_col_t(categories.upperBound)
      )
      let column = lxw_col_t(description.valueColumn)
      chart_series_set_values(series, table.name, first, column, last, column)
      chart_series_set_name(series, description.title)
      chart_title_set_name(chart, description.title)
      chart_legend_set_position(chart, UInt8(LXW_CHART_LEGEND_NONE.rawValue))
      if description.isShare {
        chart_axis_set_min(chart.pointee.y_axis, 0)
        chart_axis_set_max(chart.pointee.y_axis, 1)
        chart_axis_set_num_format(chart.pointee.y_axis, "0%")
      }
      var options = lxw_chart_options()
      (options.x_scale, options.y_scale) = (2, 1.25)
      let result = worksheet_insert_chart_opt(sheet, lxw_row_t(index * 20 + 1), 1, chart, &options)
      if result != LXW_NO_ERROR { throw SpreadsheetError(message: String(cString: lxw_strerror(result))) }
    }
  }

  /// Ends the file.
  ///
  /// - Throws: ``SpreadsheetError`` when it could not be written whole; what is there then is of no use.
  public func close() throws(SpreadsheetError) {
    guard !isClosed else { return }
    isClosed = true
    let result = workbook_close(workbook)
    if result != LXW_NO_ERROR {
      throw SpreadsheetError(message: "the workbook cannot be written: \(String(cString: lxw_strerror(result)))")
    }
  }
}
