/// A strict reader of RFC 4180: comma-separated UTF-8, cells with commas, quotes or line breaks in double quotes.
///
/// Why not SwiftCSV: it ends the process on a stray quote instead of throwing, fills short rows up with empty cells in
/// silence, and says neither line nor character of a fault; an office needs all three the other way round.
///
/// Beyond the RFC it takes LF as well as CR LF and skips a byte-order mark. Everything else that a spreadsheet program
/// can do to a file (UTF-16, a stray quote) is an error that says what to do. It holds one row at a time.
public final class CSVReader: SheetReader {
  /// Most cells in a row.
  public static let rowCellsMax = SpreadsheetLimits.columnsMax

  private var scanner: CSVScanner
  private let keptColumns: Set<Int>?
  private var rowNumber = 0
  private var rowBytes = 0

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - keptColumns: Columns, from 0, whose cells are wanted; the text of others is passed over and never kept.
  ///     Nil = all.
  ///   - separator: Between two cells, one ASCII character.
  /// - Throws: ``SpreadsheetError`` when it cannot be read.
  public convenience init(path: String, keptColumns: Set<Int>? = nil, separator: UInt8 = UInt8(ascii: ","))
    throws(SpreadsheetError)
  {
    let file = try ByteFile(path: path)
    try self.init(keptColumns: keptColumns, separator: separator) { () throws(SpreadsheetError) in try file.chunk() }
  }

  init(keptColumns: Set<Int>?, separator: UInt8, source: @escaping CSVScanner.Source) throws(SpreadsheetError) {
    self.keptColumns = keptColumns
    scanner = try CSVScanner(separator: separator, source: source)
  }

  /// Reads bytes that are in memory.
  ///
  /// - Throws: ``SpreadsheetError`` when they are UTF-16.
  public convenience init(bytes: [UInt8], keptColumns: Set<Int>? = nil, separator: UInt8 = UInt8(ascii: ","))
    throws(SpreadsheetError)
  {
    var rest = [bytes]
    try self.init(keptColumns: keptColumns, separator: separator) { () throws(SpreadsheetError) in rest.popLast() ?? []
    }
  }

  /// Every row of bytes in memory, the header row among them. Rows without any text are left out.
  ///
  /// - Throws: ``SpreadsheetError`` at the first fault.
  public static func rows(of bytes: [UInt8]) throws(SpreadsheetError) -> [SheetRow] {
    let reader = try CSVReader(bytes: bytes)
    var rows: [SheetRow] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
  }

  /// The next row that is not blank; nil behind the last.
  ///
  /// - Throws: ``SpreadsheetError``; nothing more can be read then.
  public func next() throws(SpreadsheetError) -> SheetRow? {
    while !scanner.isAtEnd {
      let row = try readRow()
      if !row.isBlank { return row }
    }
    return nil
  }

  private func readRow() throws(SpreadsheetError) -> SheetRow {
    let line = scanner.line
    rowNumber += 1
    if rowNumber > SpreadsheetLimits.rowsMax {
      throw scanner.error("more than \(SpreadsheetLimits.rowsMax) rows: split the file")
    }
    rowBytes = 0
    var cells: [SheetCell] = []
    while true {
      if cells.count == Self.rowCellsMax {
        throw scanner.error("a row of more than \(Self.rowCellsMax) cells: is this the right file?")
      }
      let isKept = keptColumns?.contains(cells.count) ?? true
      cells.append(try scanner.isAtQuote ? quotedCell(isKept) : plainCell(isKept))
      switch try scanner.takeSeparator() {
      case .next: continue
      case .endOfRow: return SheetRow(cells: cells, line: line, number: rowNumber)
      }
    }
  }

  private func plainCell(_ isKept: Bool) throws(SpreadsheetError) -> SheetCell {
    let (line, character) = (scanner.line, scanner.character)
    var text: [UInt8] = []
    try takeRun(false, isKept, &text)
    while let byte = scanner.current, !scanner.isAtSeparator, !scanner.isAtLineBreak {
      if byte == UInt8(ascii: "\"") {
        throw scanner.error("a quote inside a cell: enclose the whole cell in quotes and write the quote twice")
      }
      try take(byte, isKept, &text)
      try takeRun(false, isKept, &text)
    }
    return try cell(text, line, character)
  }

  private func quotedCell(_ isKept: Bool) throws(SpreadsheetError) -> SheetCell {
    let (line, character) = (scanner.line, scanner.character)
    try scanner.advance()
    var text: [UInt8] = []
    try takeRun(true, isKept, &text)
    while let byte = scanner.current {
      if byte != UInt8(ascii: "\"") {
        try take(byte, isKept, &text)
        try takeRun(true, isKept, &text)
        continue
      }
      try scanner.advance()
      guard scanner.isAtQuote else { return try cell(text, line, character) }
      try take(byte, isKept, &text)
    }
    throw SpreadsheetError(
      line: line,
      character: character,
      message: "this quote is never closed: add the closing quote"
    )
  }

  /// Takes what is plain text, quickly; what is left is looked at byte by byte.
  private func takeRun(_ isQuoted: Bool, _ isKept: Bool, _ text: inout [UInt8]) throws(SpreadsheetError) {
    rowBytes += try scanner.takeRun(isQuoted: isQuoted, isKept: isKept, into: &text)
    try checkRowBytes()
  }

  private func checkRowBytes() throws(SpreadsheetError) {
    if rowBytes > SpreadsheetLimits.rowBytesMax {
      throw scanner.error("a row of more than \(SpreadsheetLimits.rowBytesMax) bytes: is a quote missing above?")
    }
  }

  private func take(_ byte: UInt8, _ isKept: Bool, _ text: inout [UInt8]) throws(SpreadsheetError) {
    if byte == 0 { throw scanner.error("a NUL byte: this is not a text file") }
    rowBytes += 1
    try checkRowBytes()
    if isKept { text.append(byte) }
    try scanner.advance()
  }

  private func cell(_ bytes: [UInt8], _ line: Int, _ character: Int) throws(SpreadsheetError) -> SheetCell {
    if let text = String(validating: bytes, as: UTF8.self) {
      return SheetCell(text: text, line: line, character: character)
    }
    let readable = String(decoding: bytes, as: UTF8.self).unicodeScalars.prefix { $0 != "\u{FFFD}" }
    let lastLine = readable.split(separator: "\n", omittingEmptySubsequences: false).last.map { $0.count } ?? 0
    let breaks = readable.count { $0 == "\n" }
    throw SpreadsheetError(
      line: line + breaks,
      character: (breaks == 0 ? character : 1) + lastLine,
      message: "not UTF-8: save the file again as \"CSV UTF-8\""
    )
  }
}
