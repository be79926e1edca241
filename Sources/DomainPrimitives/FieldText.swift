/// What text a record's field may hold, and how a refused value is shown.
public enum FieldText {
  /// Longest identifier, in characters.
  public static let identifierCharactersMax = 64

  /// Bytes of UTF-8 that one character of a field may take on average: room for a letter with two combining marks,
  /// none for a letter with a hundred.
  static let bytesPerCharacterMax = 8

  /// Whether text is 1 to 64 characters of A-Z a-z 0-9 - _ .
  public static func isIdentifier(_ text: String) -> Bool {
    let bytes = text.utf8
    return !bytes.isEmpty && bytes.count <= identifierCharactersMax && bytes.allSatisfy(isIdentifierByte)
  }

  /// The value in quotes, cut after 64 characters, with control characters made visible, fit for a message.
  public static func quoted(_ text: String) -> String {
    var shown = "'"
    for character in text.unicodeScalars.prefix(64) {
      if isForbidden(character) {
        shown += "\u{FFFD}"
      } else {
        shown.unicodeScalars.append(character)
      }
    }
    return shown + (text.unicodeScalars.count > 64 ? "…'" : "'")
  }

  /// Control characters and line breaks: they have no place in a name, and disturb tables and logs.
  static func isForbidden(_ character: Unicode.Scalar) -> Bool {
    switch character.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  private static func isIdentifierByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default:
      false
    }
  }
}
