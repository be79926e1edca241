import ServiceKit

/// A line of a file whose lines are words separated by spaces, as the routes' and the limits' are. A word that begins
/// with `#` begins a comment that runs to the end of the line.
struct WordLine {
  /// Most problems of one file that are told; what is wrong with the rest is seen when these are repaired.
  static let problemsMax = 20

  /// "routes.conf:3"
  let place: String
  /// At least one.
  let words: [Substring]

  /// What a word of the form `name=value` says.
  struct Setting {
    let name: Substring
    let text: String
  }

  /// The lines that say something.
  /// - Throws: `ConfigurationError` when the bytes are no text.
  static func lines(path: String, bytes: [UInt8]) throws(ConfigurationError) -> [WordLine] {
    // A byte-order mark is what Windows editors put first; it means nothing here.
    let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    var lines: [WordLine] = []
    for (index, lineBytes) in body.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let place = "\(path):\(index + 1)"
      guard let text = String(validating: lineBytes, as: UTF8.self) else {
        throw ConfigurationError(problems: ["\(place): is not UTF-8 text; save the file as UTF-8"])
      }
      let words = text.split(whereSeparator: \.isWhitespace).prefix { !$0.hasPrefix("#") }
      if !words.isEmpty { lines.append(WordLine(place: place, words: Array(words))) }
    }
    return lines
  }

  /// The first word in quotes, for a message about it; "this" when it is nothing that a service or a keyword could be
  /// called: a file of another kind may have been named by mistake, one of passwords even, which no log is to have.
  var shownBeginning: String {
    let first = words[0]
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    let isKeyword = first.utf8.count <= 20 && first.utf8.allSatisfy { letters.contains($0) }
    let isName =
      first.utf8.count <= 100 && first.contains(".")
      && first.utf8.allSatisfy { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || WordLine.isAlphanumeric($0) }
    return isKeyword || isName ? "\"\(first)\"" : "this"
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default:
      false
    }
  }

  /// The words from one on as settings, each name once.
  func settings(from index: Int, known: [String]) throws(LineProblem) -> [Setting] {
    var settings: [Setting] = []
    for word in words.dropFirst(index) {
      guard let equals = word.firstIndex(of: "="), equals > word.startIndex else {
        throw LineProblem("\"\(word)\" is not NAME=VALUE; known: \(known.joined(separator: ", "))")
      }
      let name = word[..<equals]
      guard known.contains(String(name)) else {
        throw LineProblem("unknown setting \"\(name)\"; known: \(known.joined(separator: ", "))")
      }
      guard !settings.contains(where: { $0.name == name }) else {
        throw LineProblem("\(name) is set twice; remove one of the two")
      }
      settings.append(Setting(name: name, text: String(word[word.index(after: equals)...])))
    }
    return settings
  }
}

extension WordLine.Setting {
  /// The value, read as a key's is.
  func value<Value>(_ key: ConfigurationKey<Value>) throws(LineProblem) -> Value {
    do throws(InvalidConfigurationValue) {
      return try key.value(parsing: text)
    } catch {
      throw LineProblem("\(name)=\(text) \(error.reason); allowed: \(key.definition.allowed)")
    }
  }
}
