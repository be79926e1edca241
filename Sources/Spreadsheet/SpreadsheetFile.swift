/// A spreadsheet on disk: a CSV file, or an .xlsx workbook. What it is is told by its content, not by its name.
public struct SpreadsheetFile: Sendable {
  /// A sheet of it.
  public struct Sheet: Sendable, Hashable {
    /// Its name; empty for a CSV file, which has one sheet without a name.
    public let name: String
    /// True for sheets that a spreadsheet program does not show.
    public let isHidden: Bool
    let index: Int
  }

  /// True for an .xlsx file.
  public let isWorkbook: Bool
  /// Its sheets, as they are ordered in it.
  public let sheets: [Sheet]
  private let path: String
  private let bytes: [UInt8]?

  /// Opens a file and looks at what sheets it has.
  ///
  /// - Throws: ``SpreadsheetError`` when it is no spreadsheet that can be read.
  public init(path: String) throws(SpreadsheetError) {
    self.path = path
    bytes = nil
    let beginning = try ByteFile(path: path).chunk()
    if beginning.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      throw SpreadsheetError(
        message: "an old .xls file, or one with a password: save it without a password as .xlsx (Excel Workbook)"
      )
    }
    isWorkbook = beginning.starts(with: [0x50, 0x4B])
    guard isWorkbook else {
      sheets = [Sheet(name: "", isHidden: false, index: 0)]
      return
    }
    let places = try WorkbookPlaces(path: path)
    if places.sheets.isEmpty { throw SpreadsheetError(message: "the workbook has no sheets") }
    sheets = places.sheets.enumerated().map { Sheet(name: $1.name, isHidden: $1.isHidden, index: $0) }
  }

  /// A CSV file whose bytes are in memory.
  public init(bytes: [UInt8]) {
    path = ""
    self.bytes = bytes
    isWorkbook = false
    sheets = [Sheet(name: "", isHidden: false, index: 0)]
  }

  /// Reads a sheet from its first row.
  ///
  /// - Parameters:
  ///   - keptColumns: Columns, from 0, whose cells are wanted: others are passed over and never kept. Nil = all.
  ///   - rowsMax: Rows to give at most; nil = all.
  ///   - separator: Between two cells of a CSV file.
  /// - Throws: ``SpreadsheetError``.
  public func rows(
    of sheet: Sheet,
    keptColumns: Set<Int>? = nil,
    rowsMax: Int? = nil,
    separator: UInt8 = UInt8(ascii: ",")
  ) throws(SpreadsheetError) -> any SheetReader {
    if let bytes { return try CSVReader(bytes: bytes, keptColumns: keptColumns, separator: separator) }
    guard isWorkbook else { return try CSVReader(path: path, keptColumns: keptColumns, separator: separator) }
    let places = try WorkbookPlaces(path: path)
    guard places.sheets.indices.contains(sheet.index) else {
      throw SpreadsheetError(message: "the sheet \"\(sheet.name)\" is gone: the file was changed while it was read")
    }
    return try WorkbookReader(
      path: path,
      places: places,
      sheet: places.sheets[sheet.index],
      keptColumns: keptColumns,
      rowsMax: rowsMax
    )
  }
}
