/// A strict reader of RFC 4180: comma-separated UTF-8, cells with commas, quotes or line breaks in double quotes.
///
/// Why not SwiftCSV: it ends the process on a stray quote instead of throwing, fills short rows up with empty cells in
/// silence, and says neither line nor character of a fault; an office needs all three the other way round.
///
/// Beyond the RFC it takes LF as well as CR LF and skips a byte-order mark. Everything else that a spreadsheet program
/// can do to a file (UTF-16, a semicolon as separator, a stray quote) is an error that says what to do.
struct CSVReader {
  /// Largest file that is read, in bytes. A message could not carry more anyway.
  static let fileBytesMax = 64 * 1024 * 1024
  /// Most cells in a row.
  static let rowFieldsMax = 256

  private var scanner: CSVScanner

  private init(_ bytes: [UInt8]) {
    scanner = CSVScanner(bytes)
  }

  /// Reads a whole file: every row, the header row among them. Rows without any text are left out.
  ///
  /// - Throws: ``CSVError`` at the first fault.
  static func rows(of bytes: [UInt8]) throws(CSVError) -> [CSVRow] {
    try checkEncoding(bytes)
    var reader = CSVReader(bytes)
    var rows: [CSVRow] = []
    while let row = try reader.nextRow() {
      if !row.isBlank {
        rows.append(row)
      }
    }
    return rows
  }

  private static func checkEncoding(_ bytes: [UInt8]) throws(CSVError) {
    if bytes.count > fileBytesMax {
      throw CSVError(line: 1, character: 1, message: "the file has more than \(fileBytesMax) bytes: split it")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw CSVError(line: 1, character: 1, message: "the file is UTF-16: save it again as \"CSV UTF-8\"")
    }
    var line = 1
    var rest = bytes[...]
    while true {
      let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
      let text = rest[..<end]
      if String(validating: text, as: UTF8.self) == nil {
        let character = String(decoding: text, as: UTF8.self).prefix { $0 != "\u{FFFD}" }.count + 1
        throw CSVError(line: line, character: character, message: "not UTF-8: save the file again as \"CSV UTF-8\"")
      }
      if let nul = text.firstIndex(of: 0) {
        let character = String(decoding: text[..<nul], as: UTF8.self).count + 1
        throw CSVError(line: line, character: character, message: "a NUL byte: this is not a text file")
      }
      guard end < rest.endIndex else { return }
      rest = rest[(end + 1)...]
      line += 1
    }
  }

  private mutating func nextRow() throws(CSVError) -> CSVRow? {
    guard !scanner.isAtEnd else { return nil }
    let line = scanner.line
    var fields: [CSVField] = []
    while true {
      if fields.count == Self.rowFieldsMax {
        throw scanner.error("a row of more than \(Self.rowFieldsMax) cells: is this the right file?")
      }
      fields.append(try scanner.isAtQuote ? quotedField() : plainField())
      switch try scanner.takeSeparator() {
      case .comma: continue
      case .endOfRow: return CSVRow(fields: fields, line: line)
      }
    }
  }

  private mutating func plainField() throws(CSVError) -> CSVField {
    let (line, character) = (scanner.line, scanner.character)
    var text: [UInt8] = []
    while let byte = scanner.current, byte != UInt8(ascii: ","), !scanner.isAtLineBreak {
      if byte == UInt8(ascii: "\"") {
        throw scanner.error("a quote inside a cell: enclose the whole cell in quotes and write the quote twice")
      }
      text.append(byte)
      scanner.advance()
    }
    return CSVField(text: String(decoding: text, as: UTF8.self), line: line, character: character)
  }

  private mutating func quotedField() throws(CSVError) -> CSVField {
    let (line, character) = (scanner.line, scanner.character)
    scanner.advance()
    var text: [UInt8] = []
    while let byte = scanner.current {
      scanner.advance()
      guard byte == UInt8(ascii: "\"") else {
        text.append(byte)
        continue
      }
      guard scanner.isAtQuote else {
        return CSVField(text: String(decoding: text, as: UTF8.self), line: line, character: character)
      }
      text.append(byte)
      scanner.advance()
    }
    throw CSVError(line: line, character: character, message: "this quote is never closed: add the closing quote")
  }
}
