/// Base64 with padding (RFC 4648, section 4).
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// What each byte stands for; 255 = nothing.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  /// The text of some bytes.
  static func text(of bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0 as UInt32) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let isPadding = place > group.count
        text.append(isPadding ? UInt8(ascii: "=") : alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of a text.
  ///
  /// - Throws: ``HistogramCodingError`` that names the first character that does not belong.
  static func bytes(of text: some Collection<UInt8>) throws(HistogramCodingError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var characters = 0
    var padding = 0
    for (offset, character) in text.enumerated() {
      if character == UInt8(ascii: "="), characters % 4 >= 2 {
        padding += 1
        bits <<= 6
      } else {
        let value = values[Int(character)]
        guard value != 255, padding == 0 else {
          throw HistogramCodingError(byte: offset, in: .base64, reason: "a character that base64 does not have here")
        }
        bits = bits << 6 | UInt32(value)
      }
      characters += 1
      guard characters % 4 == 0 else { continue }
      for place in 0..<(3 - padding) { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(16 - 8 * place))) }
      bits = 0
    }
    guard characters % 4 == 0 else {
      throw HistogramCodingError(byte: characters, in: .base64, reason: "the text ends within a group of four")
    }
    return bytes
  }
}
