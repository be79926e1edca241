/// Reads comma-separated values row by row, by RFC 4180; lines may end without their carriage return.
struct CSVReader {
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  /// Line on which the last row began, from 1.
  private(set) var rowLine = 0

  /// - Parameter text: the file; a byte order mark at its start is passed over.
  init(_ text: String) {
    bytes = Array(text.utf8)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The values of the next row; nil at the end.
  ///
  /// - Throws: ``CSVTable/Fault`` for quotes that do not fit.
  mutating func row() throws(CSVTable.Fault) -> [String]? {
    guard position < bytes.count else { return nil }
    rowLine = line
    var values: [String] = []
    while true {
      values.append(try value())
      guard position < bytes.count else { return values }
      position += 1
      if bytes[position - 1] == Self.lineFeed {
        line += 1
        return values
      }
    }
  }

  /// A value; what follows it is a comma, a line feed or the end.
  private mutating func value() throws(CSVTable.Fault) -> String {
    if position < bytes.count, bytes[position] == Self.quote { return try quotedValue() }
    let end = bytes[position...].firstIndex { $0 == UInt8(ascii: ",") || $0 == Self.lineFeed } ?? bytes.count
    var value = bytes[position..<end]
    position = end
    if value.last == UInt8(ascii: "\r"), end == bytes.count || bytes[end] == Self.lineFeed { value.removeLast() }
    return String(decoding: value, as: UTF8.self)
  }

  private mutating func quotedValue() throws(CSVTable.Fault) -> String {
    let start = line
    var value: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == Self.lineFeed { line += 1 }
      guard byte == Self.quote else {
        value.append(byte)
        continue
      }
      if position < bytes.count, bytes[position] == Self.quote {
        value.append(Self.quote)
        position += 1
        continue
      }
      if position < bytes.count, bytes[position] == UInt8(ascii: "\r") { position += 1 }
      guard position == bytes.count || bytes[position] == UInt8(ascii: ",") || bytes[position] == Self.lineFeed else {
        throw CSVTable.Fault(line: line, reason: "text behind a closing quote (write a quote in a value twice)")
      }
      return String(decoding: value, as: UTF8.self)
    }
    throw CSVTable.Fault(line: start, reason: "a quote \" without its end")
  }
}
