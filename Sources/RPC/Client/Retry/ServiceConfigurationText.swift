/// The text form of a service configuration, read into sections of keys with values: the syntax without the meaning.
struct ServiceConfigurationText {
  struct Entry {
    let value: String
    let line: Int
  }

  /// Longest text that is read, in bytes.
  static let bytesMax = 1 << 20

  /// Values by key, by section; the entries before the first header are of the section "".
  var sections: [String: [String: Entry]] = [:]
  /// Where each section begins.
  var lines: [String: Int] = [:]
  var problems: [String] = []

  init(_ text: String) {
    if text.utf8.count > ServiceConfigurationText.bytesMax {
      problems.append("the text has more than \(ServiceConfigurationText.bytesMax) bytes")
      return
    }
    var section = ""
    sections[""] = [:]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let content = ServiceConfigurationText.trimmed(line.prefix { $0 != "#" })
      if content.isEmpty { continue }
      if content.first == "[" {
        section = header(content, line: index + 1) ?? section
      } else {
        entry(content, line: index + 1, section: section)
      }
    }
  }

  private mutating func header(_ content: Substring, line: Int) -> String? {
    guard content.last == "]", content.count > 2 else {
      problems.append("\(line): write a section as [package.Service] or [package.Service/Method]")
      return nil
    }
    let name = String(ServiceConfigurationText.trimmed(content.dropFirst().dropLast()))
    if let first = lines[name] {
      problems.append("\(line): the section [\(name)] begins on line \(first) already")
      return name
    }
    lines[name] = line
    sections[name] = [:]
    return name
  }

  private mutating func entry(_ content: Substring, line: Int, section: String) {
    guard let equals = content.firstIndex(of: "=") else {
      problems.append("\(line): is not \"key = value\"; write for example: timeout = 5s")
      return
    }
    let key = String(ServiceConfigurationText.trimmed(content[..<equals]))
    let value = String(ServiceConfigurationText.trimmed(content[content.index(after: equals)...]))
    if key.isEmpty || value.isEmpty {
      problems.append("\(line): the \(key.isEmpty ? "key" : "value") is missing")
    } else if let first = sections[section]?[key] {
      problems.append("\(line): key \"\(key)\" was set on line \(first.line) already")
    } else {
      sections[section]?[key] = Entry(value: value, line: line)
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
