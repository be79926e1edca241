/// Writes JSON, indented for people or on one line for streams.
package enum JSONWriter {
  /// The value with two spaces of indentation for each level and a line feed at the end.
  package static func indented(_ value: JSONValue) -> String {
    var text = ""
    write(value, indentation: 0, to: &text)
    return text + "\n"
  }

  /// The value on one line, without a line feed.
  package static func oneLine(_ value: JSONValue) -> String {
    var text = ""
    write(value, indentation: nil, to: &text)
    return text
  }

  private static func write(_ value: JSONValue, indentation: Int?, to text: inout String) {
    switch value {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .number(let digits): text += digits
    case .string(let string): text += quoted(string)
    case .array(let elements):
      writeGroup("[", "]", elements, indentation, to: &text) { element, indentation, text in
        write(element, indentation: indentation, to: &text)
      }
    case .object(let members):
      writeGroup("{", "}", members, indentation, to: &text) { member, indentation, text in
        text += quoted(member.name) + (indentation == nil ? ":" : ": ")
        write(member.value, indentation: indentation, to: &text)
      }
    }
  }

  private static func writeGroup<Element>(
    _ open: String,
    _ close: String,
    _ elements: [Element],
    _ indentation: Int?,
    to text: inout String,
    _ writeElement: (Element, Int?, inout String) -> Void
  ) {
    text += open
    for (index, element) in elements.enumerated() {
      if index > 0 {
        text += ","
      }
      if let indentation {
        text += "\n" + String(repeating: "  ", count: indentation + 1)
      }
      writeElement(element, indentation.map { $0 + 1 }, &text)
    }
    if let indentation, !elements.isEmpty {
      text += "\n" + String(repeating: "  ", count: indentation)
    }
    text += close
  }

  /// The text in quotes. Control characters are escaped, so that one value stays on one line.
  private static func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.isUnprintable:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
