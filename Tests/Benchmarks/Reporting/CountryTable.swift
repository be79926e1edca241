import Glibc

/// A CSV file without quotes, as deploy/generate-country writes them, row by row.
struct CountryTable: Sequence, IteratorProtocol {
  struct Row {
    fileprivate let columns: [String: Int]
    fileprivate let bytes: [UInt8]
    fileprivate let fields: [Range<Int>]

    /// The text in a column; empty when there is none.
    subscript(_ column: String) -> String {
      guard let place = columns[column], place < fields.count else { return "" }
      return String(decoding: bytes[fields[place]], as: UTF8.self)
    }
  }

  private let bytes: [UInt8]
  private var place: Int
  private let columns: [String: Int]

  init(path: String) throws {
    guard let file = fopen(path, "r") else { throw CountryFiles.Missing(path: path) }
    defer { fclose(file) }
    var content: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 20)
    while case let count = fread(&part, 1, part.count, file), count > 0 { content += part[..<count] }
    bytes = content
    place = 0
    var columns: [String: Int] = [:]
    if let (fields, end) = Self.line(content, from: 0) {
      for (place, field) in fields.enumerated() { columns[String(decoding: content[field], as: UTF8.self)] = place }
      place = end
    }
    self.columns = columns
  }

  mutating func next() -> Row? {
    guard let (fields, end) = Self.line(bytes, from: place) else { return nil }
    place = end
    return Row(columns: columns, bytes: bytes, fields: fields)
  }

  private static func line(_ bytes: [UInt8], from start: Int) -> (fields: [Range<Int>], end: Int)? {
    guard start < bytes.count else { return nil }
    var fields: [Range<Int>] = []
    var begin = start
    var place = start
    while place < bytes.count, bytes[place] != UInt8(ascii: "\n") {
      if bytes[place] == UInt8(ascii: ",") {
        fields.append(begin..<place)
        begin = place + 1
      }
      place += 1
    }
    fields.append(begin..<place)
    return (fields, place + 1)
  }
}
