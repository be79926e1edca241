/// Takes what is between BEGIN and END out of PEM text (RFC 7468). Text around the blocks is left aside.
enum PEMBlocks {
  /// Thrown with what is wrong, to be read after the file's path.
  struct Problem: Error, Hashable {
    let text: String
  }

  private static let begin = "-----BEGIN "
  private static let end = "-----END "
  private static let dashes = "-----"

  /// The contents of all blocks.
  /// - Parameter label: the label that every block must have: "X509 CRL".
  static func contents(of bytes: [UInt8], label: String) throws(Problem) -> [[UInt8]] {
    var found: [[UInt8]] = []
    var block: [UInt8]?
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      let number = index + 1
      if starts(text, begin) {
        let name = name(text, begin)
        guard block == nil else { throw Problem(text: "line \(number): a block begins inside another one") }
        guard name == label else {
          throw Problem(text: "line \(number): holds \(printable(name)) where \(label) is expected")
        }
        block = []
      } else if starts(text, end) {
        guard let characters = block, name(text, end) == label else {
          throw Problem(text: "line \(number): a block ends that did not begin")
        }
        guard let content = decode(characters) else {
          throw Problem(text: "line \(number): the block that ends here is not base64; the file is damaged")
        }
        found.append(content)
        block = nil
      } else if block != nil {
        block?.append(contentsOf: text.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") })
      }
    }
    guard block == nil else { throw Problem(text: "ends in the middle of a block; the file is damaged") }
    return found
  }

  private static func starts(_ line: ArraySlice<UInt8>, _ word: String) -> Bool { line.starts(with: word.utf8) }

  private static func name(_ line: ArraySlice<UInt8>, _ word: String) -> String {
    let text = String(decoding: line.dropFirst(word.utf8.count), as: UTF8.self)
    return text.hasSuffix(dashes) ? String(text.dropLast(dashes.count)) : text
  }

  private static func printable(_ name: String) -> String {
    String(String.UnicodeScalarView(name.unicodeScalars.prefix(60).filter { (0x20..<0x7F).contains($0.value) }))
  }

  /// Decodes base64 (RFC 4648, 4); nil when it is not exactly that.
  private static func decode(_ characters: [UInt8]) -> [UInt8]? {
    guard characters.count.isMultiple(of: 4) else { return nil }
    let padding = characters.suffix(2).count { $0 == UInt8(ascii: "=") }
    if padding == 1 && characters.last != UInt8(ascii: "=") { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(characters.count / 4 * 3)
    var bits: UInt32 = 0
    for (index, character) in characters.enumerated() {
      let value: UInt32
      if index >= characters.count - padding {
        value = 0
      } else if let known = self.value(character) {
        value = known
      } else {
        return nil
      }
      bits = bits << 6 | value
      if index % 4 == 3 {
        bytes += [UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8)]
        bytes.append(UInt8(truncatingIfNeeded: bits))
      }
    }
    bytes.removeLast(padding)
    return bytes
  }

  private static func value(_ character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character) - 97 + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character) - 48 + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
