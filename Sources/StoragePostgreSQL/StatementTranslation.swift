import Storage

/// The one SQL text of both engines, as PostgreSQL reads it.
///
/// Placeholders `?1` become `$1`; the storage classes INTEGER, REAL and BLOB become BIGINT, DOUBLE PRECISION and
/// BYTEA, everywhere; `x'00'` becomes a constant of bytes; WITHOUT ROWID, a hint to SQLite alone, goes. Strings, quoted
/// identifiers and comments stay as they are.
struct StatementTranslation {
  /// The text for PostgreSQL.
  private(set) var text = ""
  /// The highest placeholder.
  private(set) var parameterCount = 0
  /// Statements in the text.
  private(set) var statementCount = 0

  /// The statements of a script, each translated.
  ///
  /// - Throws: ``DatabaseError/Code/misuse`` as for one statement.
  static func statements(of script: String) throws(DatabaseError) -> [String] {
    let whole = try StatementTranslation(script)
    var starts = [0] + whole.ends
    starts.removeAll { $0 >= whole.output.count }
    let pieces = zip(starts, starts.dropFirst() + [whole.output.count]).map { start, end in
      String(decoding: whole.output[start..<end], as: UTF8.self)
    }
    return pieces.filter { !$0.allSatisfy { $0.isWhitespace || $0 == ";" } }
  }

  private let sql: String
  /// Places in the output behind the semicolons.
  private var ends: [Int] = []
  private let source: [UInt8]
  private var place = 0
  private var output: [UInt8] = []
  private var isInStatement = false

  /// - Throws: ``DatabaseError/Code/misuse`` for a placeholder without a number, and for a NUL.
  init(_ sql: String) throws(DatabaseError) {
    self.sql = sql
    source = Array(sql.utf8)
    output.reserveCapacity(source.count + 16)
    while place < source.count { try step() }
    text = String(decoding: output, as: UTF8.self)
  }

  private mutating func step() throws(DatabaseError) {
    let byte = source[place]
    switch byte {
    case 0:
      throw DatabaseError(.misuse, message: "the statement holds a NUL character", sql: sql)
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      beginStatement()
      output += takeQuoted(byte)
    case UInt8(ascii: "-") where source[place...].starts(with: "--".utf8):
      while place < source.count, source[place] != UInt8(ascii: "\n") { place += 1 }
    case UInt8(ascii: "/") where source[place...].starts(with: "/*".utf8):
      skipComment()
    case UInt8(ascii: ";"):
      isInStatement = false
      take()
      ends.append(output.count)
    case UInt8(ascii: "?"):
      beginStatement()
      try takePlaceholder()
    case 0x20, 0x09...0x0D:
      take()
    case let byte where Self.beginsWord(byte):
      beginStatement()
      takeWord()
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      beginStatement()
      // A number with what may be its exponent: no word begins in it.
      while place < source.count, Self.continuesWord(source[place]) { take() }
    default:
      beginStatement()
      take()
    }
  }

  private mutating func beginStatement() {
    if !isInStatement { statementCount += 1 }
    isInStatement = true
  }

  private mutating func take() {
    output.append(source[place])
    place += 1
  }

  private mutating func takeQuoted(_ quote: UInt8) -> ArraySlice<UInt8> {
    let start = place
    place += 1
    // A doubled quote ends one part and begins the next.
    while place < source.count, source[place] != quote { place += 1 }
    place = min(place + 1, source.count)
    return source[start..<place]
  }

  private mutating func skipComment() {
    place += 2
    while place < source.count, !source[place...].starts(with: "*/".utf8) { place += 1 }
    place = min(place + 2, source.count)
    output.append(0x20)
  }

  private mutating func takePlaceholder() throws(DatabaseError) {
    place += 1
    var number = 0
    while place < source.count, let digit = Self.digit(source[place]), number < 65_536 {
      number = number * 10 + digit
      place += 1
    }
    guard (1...65_535).contains(number) else {
      throw DatabaseError(.misuse, message: "placeholders are ?1, ?2, …", sql: sql)
    }
    parameterCount = max(parameterCount, number)
    output += "$\(number)".utf8
  }

  private mutating func takeWord() {
    let start = place
    while place < source.count, Self.continuesWord(source[place]) { place += 1 }
    let word = source[start..<place]
    switch String(decoding: word, as: UTF8.self).uppercased() {
    case "INTEGER": output += "BIGINT".utf8
    case "REAL": output += "DOUBLE PRECISION".utf8
    case "BLOB": output += "BYTEA".utf8
    case "X" where place < source.count && source[place] == UInt8(ascii: "'"):
      output += "'\\x".utf8
      output += takeQuoted(UInt8(ascii: "'")).dropFirst()
      output += "::BYTEA".utf8
    case "WITHOUT":
      let afterWord = place
      while place < source.count, source[place] == 0x20 || (0x09...0x0D).contains(source[place]) { place += 1 }
      let next = source[place...].prefix { Self.continuesWord($0) }
      if String(decoding: next, as: UTF8.self).uppercased() == "ROWID" {
        place += next.count
      } else {
        place = afterWord
        output += word
      }
    default: output += word
    }
  }

  private static func digit(_ byte: UInt8) -> Int? {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
  }

  private static func beginsWord(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte & 0xDF) || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private static func continuesWord(_ byte: UInt8) -> Bool {
    beginsWord(byte) || digit(byte) != nil || byte == UInt8(ascii: "$")
  }
}
