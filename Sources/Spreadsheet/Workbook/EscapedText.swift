/// Characters that XML cannot hold, as workbooks write them: "_x000D_" (ECMA-376, part 1, 22.9.2.19).
enum EscapedText {
  /// The text that is meant.
  static func decoded(_ text: String) -> String {
    guard text.utf8.contains(0x5F), text.contains("_x") else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if let scalar = scalar(in: bytes, at: index) {
        result += Array(String(scalar).utf8)
        index += 7
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The text with every underscore escaped that would begin such an escape, so that it is read as what it is.
  /// Characters that XML cannot hold are left to who writes the XML.
  static func encoded(_ text: String) -> String {
    guard text.utf8.contains(0x5F), text.contains("_x") else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    for index in bytes.indices {
      // Escapes may overlap, as in "_x005F_x0041_", so each is looked for at every underscore. What XML cannot hold
      // will begin with one too.
      if isEscape(bytes, at: index, { $0 == 0x5F || $0 < 0x20 }) {
        result += Array("_x005F_".utf8)
      } else {
        result.append(bytes[index])
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func isEscape(_ bytes: [UInt8], at index: Int, _ isEnd: (UInt8) -> Bool) -> Bool {
    guard index + 6 < bytes.count, bytes[index] == 0x5F, bytes[index + 1] == 0x78, isEnd(bytes[index + 6]) else {
      return false
    }
    return bytes[(index + 2)..<(index + 6)].allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
  }

  private static func scalar(in bytes: [UInt8], at index: Int) -> Unicode.Scalar? {
    guard isEscape(bytes, at: index, { $0 == 0x5F }) else { return nil }
    let digits = String(decoding: bytes[(index + 2)..<(index + 6)], as: UTF8.self)
    return UInt32(digits, radix: 16).flatMap { Unicode.Scalar($0) }
  }
}
