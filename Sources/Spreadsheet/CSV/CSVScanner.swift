/// Walks over a file's bytes, a part at a time, and knows the line and the character it stands at.
struct CSVScanner {
  /// What follows a cell.
  enum Separator {
    case next
    case endOfRow
  }

  /// Gives the next part of the file; an empty one at its end.
  typealias Source = () throws(SpreadsheetError) -> [UInt8]

  private let source: Source
  private let separator: UInt8
  /// Always holds the current byte and the one after it, unless the file ends before.
  private var bytes: [UInt8] = []
  private var position = 0
  private var isSourceAtEnd = false
  /// Line of the current byte, from 1.
  private(set) var line = 1
  /// Character of the current byte within its line, from 1. Counts code points: what an editor shows for Vietnamese
  /// text in its usual composed form.
  private(set) var character = 1

  /// Begins after the byte-order mark, if there is one.
  ///
  /// - Throws: ``SpreadsheetError`` when the file is UTF-16, or cannot be read.
  init(separator: UInt8, source: @escaping Source) throws(SpreadsheetError) {
    self.source = source
    self.separator = separator
    try refill(to: 3)
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw SpreadsheetError(line: 1, character: 1, message: "the file is UTF-16: save it again as \"CSV UTF-8\"")
    }
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    try refill(to: 2)
  }

  /// Reads on until so many bytes are ahead, or none are left.
  private mutating func refill(to count: Int) throws(SpreadsheetError) {
    while bytes.count - position < count, !isSourceAtEnd {
      let chunk = try source()
      isSourceAtEnd = chunk.isEmpty
      bytes.removeFirst(position)
      position = 0
      bytes += chunk
    }
  }

  /// The byte to read next; nil at the end.
  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  var isAtEnd: Bool { position >= bytes.count }

  var isAtQuote: Bool { current == UInt8(ascii: "\"") }

  var isAtSeparator: Bool { current == separator }

  /// True at LF, and at CR, whether or not LF follows it.
  var isAtLineBreak: Bool { current == UInt8(ascii: "\n") || current == UInt8(ascii: "\r") }

  /// Goes one byte on.
  mutating func advance() throws(SpreadsheetError) {
    guard let byte = current else { return }
    position += 1
    if bytes.count - position < 2 { try refill(to: 2) }
    if byte == UInt8(ascii: "\n") {
      line += 1
      character = 1
    } else if let next = current, next & 0xC0 == 0x80 {
      // Within a code point: the character counts once, when its last byte is passed.
      return
    } else {
      character += 1
    }
  }

  /// Takes bytes that cannot mean anything but themselves, up to the next that may: a quote, a NUL, a line feed, and
  /// outside quotes a separator or a line break. Stops early at the end of a part of the file.
  ///
  /// - Returns: How many were taken.
  mutating func takeRun(isQuoted: Bool, isKept: Bool, into text: inout [UInt8]) throws(SpreadsheetError) -> Int {
    let start = position
    let separator = separator
    var (end, characters) = (start, 0)
    bytes.withUnsafeBufferPointer { bytes in
      // The last byte is left: what follows it is not known.
      while end + 1 < bytes.count {
        let byte = bytes[end]
        if byte == 0x22 || byte == 0 || byte == 0x0A { break }
        if !isQuoted, byte == separator || byte == 0x0D { break }
        if bytes[end + 1] & 0xC0 != 0x80 { characters += 1 }
        end += 1
      }
    }
    if isKept { text += bytes[start..<end] }
    position = end
    character += characters
    if bytes.count - position < 2 { try refill(to: 2) }
    return end - start
  }

  /// Takes the separator or the line break after a cell.
  ///
  /// - Throws: ``SpreadsheetError`` when something else stands there.
  mutating func takeSeparator() throws(SpreadsheetError) -> Separator {
    switch current {
    case nil:
      return .endOfRow
    case separator:
      try advance()
      return .next
    case UInt8(ascii: "\n"):
      try advance()
      return .endOfRow
    case UInt8(ascii: "\r"):
      guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\n") else {
        throw error("a carriage return without a line feed: save the file with ordinary line ends")
      }
      try advance()
      try advance()
      return .endOfRow
    default:
      throw error("text after the closing quote: write quotes inside a cell twice")
    }
  }

  /// An error at the current place.
  func error(_ message: String) -> SpreadsheetError {
    SpreadsheetError(line: line, character: character, message: message)
  }
}
