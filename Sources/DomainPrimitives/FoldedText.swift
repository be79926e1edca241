/// Text as it is searched for: in lower case, without diacritics, with đ as d, so that "lap suon" and "Lạp sườn" are
/// the same, however the letters are composed. Everything that is neither a letter nor a digit parts words.
///
/// Letters of the Latin alphabet are folded whether they are one character with their marks or several; letters of
/// other alphabets lose marks that stand by themselves and otherwise stay as they are.
public struct FoldedText: Hashable, Sendable, CustomStringConvertible {
  /// The words, in order.
  public let words: [String]

  /// Folds text.
  public init(_ text: some StringProtocol) {
    var words: [String] = []
    var word = ""
    for character in text.lowercased() {
      guard let letters = Self.letters(of: character) else {
        if !word.isEmpty { words.append(word) }
        word = ""
        continue
      }
      word += letters
    }
    if !word.isEmpty { words.append(word) }
    self.words = words
  }

  /// The words with one blank between them.
  public var description: String { words.joined(separator: " ") }

  /// What a character in lower case is folded to; nil when it parts words.
  private static func letters(of character: Character) -> String? {
    if let ascii = character.asciiValue {
      let isWord =
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(ascii)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(ascii)
      return isWord ? String(character) : nil
    }
    // Characters compare by what they are, not by how they are composed.
    if let base = bases[character] { return base }
    var letters = ""
    for scalar in character.unicodeScalars where !isMark(scalar) {
      if let base = bases[Character(scalar)] {
        letters += base
      } else if isLetterOrDigit(scalar) {
        letters.unicodeScalars.append(scalar)
      }
    }
    return letters.isEmpty ? nil : letters
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: true
    default: false
    }
  }

  /// Latin letters with their marks, by what is left without (Unicode's canonical decompositions; đ, ø, ł and the like
  /// have none there, and lose their strokes here).
  private static let bases: [Character: String] = {
    var bases: [Character: String] = [:]
    for (base, letters) in marked {
      for letter in letters { bases[letter] = base }
    }
    return bases
  }()

  private static let marked: KeyValuePairs<String, String> = [
    "a": "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ",
    "ae": "æǽǣ",
    "b": "ḃḅḇ",
    "c": "çćĉċčḉ",
    "d": "ďḋḍḏḑḓđð",
    "e": "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ",
    "f": "ḟ",
    "g": "ĝğġģǧǵḡ",
    "h": "ĥȟḣḥḧḩḫẖħ",
    "i": "ìíîïĩīĭįǐȉȋḭḯỉịı",
    "j": "ĵǰ",
    "k": "ķǩḱḳḵ",
    "l": "ĺļľḷḹḻḽł",
    "m": "ḿṁṃ",
    "n": "ñńņňǹṅṇṉṋ",
    "o": "òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợøǿ",
    "oe": "œ",
    "p": "ṕṗ",
    "r": "ŕŗřȑȓṙṛṝṟ",
    "s": "śŝşšșṡṣṥṧṩ",
    "ss": "ß",
    "t": "ţťțṫṭṯṱẗŧ",
    "th": "þ",
    "u": "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự",
    "v": "ṽṿ",
    "w": "ŵẁẃẅẇẉẘ",
    "x": "ẋẍ",
    "y": "ýÿŷȳẏẙỳỵỷỹ",
    "z": "źżžẑẓẕ",
    "ſ": "ẛ",
    "ʒ": "ǯ",
  ]
}
