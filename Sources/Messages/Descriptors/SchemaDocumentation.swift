/// The schema's comments on messages, fields, enumerations and their values. `text` is generated; it stays where the
/// program was loaded to, and is searched there.
enum SchemaDocumentation {
  /// The comment on what has a full name ("ocop.registry.v1.Producer.unit_code"); empty when there is none.
  static func comment(on fullName: String) -> String {
    let bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    // The space belongs to the key, so that no name is taken for the beginning of a longer one.
    let key = Array(fullName.utf8) + [UInt8(ascii: " ")]
    var low = 0
    var high = bytes.count
    while low < high {
      // The line that the middle lies in; all lines before `low` are smaller, all from `high` on are larger.
      let line = self.line(around: (low + high) / 2, in: bytes)
      let order = compare(bytes[line], key)
      if order == 0 { return comment(bytes[line].dropFirst(key.count)) }
      if order < 0 { low = line.upperBound + 1 } else { high = line.lowerBound }
    }
    return ""
  }

  /// The line that a byte lies in, without its line feed.
  private static func line(around offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    let lineFeed = UInt8(ascii: "\n")
    let start = bytes[..<offset].lastIndex(of: lineFeed).map { $0 + 1 } ?? 0
    let end = bytes[offset...].firstIndex(of: lineFeed) ?? bytes.count
    return start..<end
  }

  /// Below 0 when the line stands before the lines that begin with the key, 0 when it is one, above 0 behind them.
  private static func compare(_ line: Slice<UnsafeBufferPointer<UInt8>>, _ key: [UInt8]) -> Int {
    for (left, right) in zip(line, key) where left != right { return Int(left) - Int(right) }
    return line.count < key.count ? -1 : 0
  }

  private static func comment(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    String(decoding: bytes.map { $0 == UInt8(ascii: "\t") ? UInt8(ascii: "\n") : $0 }, as: UTF8.self)
  }
}
