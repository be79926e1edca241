/// Walks over a file's bytes and knows the line and the character it stands at.
struct CSVScanner {
  /// What follows a cell.
  enum Separator {
    case comma
    case endOfRow
  }

  private let bytes: [UInt8]
  private var position: Int
  /// Line of the current byte, from 1.
  private(set) var line = 1
  /// Character of the current byte within its line, from 1. Counts code points: what an editor shows for Vietnamese
  /// text in its usual composed form.
  private(set) var character = 1

  /// Begins after the byte-order mark, if there is one.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The byte to read next; nil at the end.
  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  var isAtEnd: Bool { position >= bytes.count }

  var isAtQuote: Bool { current == UInt8(ascii: "\"") }

  /// True at LF, and at CR, whether or not LF follows it.
  var isAtLineBreak: Bool { current == UInt8(ascii: "\n") || current == UInt8(ascii: "\r") }

  /// Goes one byte on.
  mutating func advance() {
    guard let byte = current else { return }
    position += 1
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

  /// Takes the comma or the line break after a cell.
  ///
  /// - Throws: ``CSVError`` when something else stands there.
  mutating func takeSeparator() throws(CSVError) -> Separator {
    switch current {
    case nil:
      return .endOfRow
    case UInt8(ascii: ","):
      advance()
      return .comma
    case UInt8(ascii: "\n"):
      advance()
      return .endOfRow
    case UInt8(ascii: "\r"):
      guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\n") else {
        throw error("a carriage return without a line feed: save the file with ordinary line ends")
      }
      advance()
      advance()
      return .endOfRow
    default:
      throw error("text after the closing quote: write quotes inside a cell twice")
    }
  }

  /// An error at the current place.
  func error(_ message: String) -> CSVError {
    CSVError(line: line, character: character, message: message)
  }
}
