/// Reads the lines `key = value` of a configuration file.
///
/// A `#` at the start of a line, or after a space, begins a comment that runs to the end of the line. A value may stand
/// in double quotes, inside which `#` and outer spaces are kept; there are no escapes. Empty lines are allowed. A key
/// may come once.
struct ConfigurationFile {
  /// Largest file that is read, in bytes.
  static let sizeMaxBytes = 1 << 20

  struct Entry: Equatable {
    var name: String
    var text: String
    var line: Int
  }

  var entries: [Entry] = []
  /// What is wrong, one sentence a problem, each starting with "PATH:LINE: ".
  var problems: [String] = []

  init(path: String, bytes: [UInt8]) {
    var firstLineOfName: [String: Int] = [:]
    // A byte-order mark is what Windows editors put first; it means nothing here.
    let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    for (index, lineBytes) in body.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let line = index + 1
      guard let text = String(validating: lineBytes, as: UTF8.self) else {
        problems.append("\(path):\(line): is not UTF-8 text; save the file as UTF-8")
        continue
      }
      switch Self.parse(line: text) {
      case .nothing:
        continue
      case .problem(let problem):
        problems.append("\(path):\(line): \(problem)")
      case .setting(let name, let value):
        if let firstLine = firstLineOfName[name] {
          problems.append(
            "\(path):\(line): key \"\(name)\" was already set on line \(firstLine); remove one of the two lines"
          )
          continue
        }
        firstLineOfName[name] = line
        entries.append(Entry(name: name, text: value, line: line))
      }
    }
  }

  private enum ParsedLine {
    case nothing
    case problem(String)
    case setting(name: String, value: String)
  }

  private static func parse(line: String) -> ParsedLine {
    let content = trimmed(line[...])
    guard let first = content.first, first != "#" else { return .nothing }
    guard let equals = content.firstIndex(of: "=") else {
      return .problem("is not \"key = value\"; write for example: listen = tcp:127.0.0.1:7401")
    }
    let name = trimmed(content[..<equals])
    guard !name.isEmpty else { return .problem("has no key before \"=\"") }
    let rest = trimmed(content[content.index(after: equals)...])
    if rest.first == "\"" {
      let afterQuote = rest.dropFirst()
      guard let closing = afterQuote.firstIndex(of: "\"") else {
        return .problem("key \"\(name)\": the closing double quote is missing")
      }
      let tail = trimmed(afterQuote[afterQuote.index(after: closing)...])
      guard tail.isEmpty || tail.first == "#" else {
        return .problem("key \"\(name)\": there is text after the closing double quote")
      }
      return .setting(name: String(name), value: String(afterQuote[..<closing]))
    }
    let value = withoutComment(rest)
    guard !value.isEmpty else {
      return .problem("key \"\(name)\" has no value; remove the line to use the default")
    }
    return .setting(name: String(name), value: String(value))
  }

  private static func withoutComment(_ text: Substring) -> Substring {
    var previous: Character = " "
    for index in text.indices {
      if text[index] == "#", previous == " " || previous == "\t" { return trimmed(text[..<index]) }
      previous = text[index]
    }
    return text
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}
