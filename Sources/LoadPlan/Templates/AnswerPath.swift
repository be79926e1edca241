import ClientKit
import Messages

/// The way to a value in an answer: "records[0].revision".
package struct AnswerPath: Sendable, Hashable, CustomStringConvertible {
  /// A part of the way: a member of an object, or an element of an array.
  private enum Part: Sendable, Hashable {
    case member(String)
    case element(Int)
  }

  package let description: String
  private let parts: [Part]

  /// How a path is written.
  static let usage = "field.field, and field[0] for an element of a repeated field"

  /// - Returns: nil when the text is no path.
  init?(_ text: String) {
    var parts: [Part] = []
    for segment in text.split(separator: ".", omittingEmptySubsequences: false) {
      let name = segment.prefix { $0 != "[" }
      if name.isEmpty { return nil }
      parts.append(.member(String(name)))
      var rest = segment[name.endIndex...]
      while !rest.isEmpty {
        let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(1 + digits.count)
        guard let index = Int(digits), rest.first == "]", rest.dropFirst().first ?? "[" == "[" else { return nil }
        parts.append(.element(index))
        rest = rest.dropFirst()
      }
    }
    self.parts = parts
    description = text
  }

  /// The value in an answer; nil when the answer has none there.
  func value(in answer: JSONValue) -> JSONValue? {
    var value = answer
    for part in parts {
      switch (part, value) {
      case (.member(let name), .object):
        guard let member = value[name] else { return nil }
        value = member
      case (.element(let index), .array(let elements)) where index < elements.count: value = elements[index]
      default: return nil
      }
    }
    return value
  }

  /// What is wrong with the path, by the schema of the answer; nil when nothing is.
  func fault(in answer: MessageDescriptor) -> String? {
    var message: MessageDescriptor? = answer
    var isList = false
    var place = ""
    for part in parts {
      switch part {
      case .element(let index):
        if !isList { return "\(place) is not repeated: leave [\(index)] out" }
        isList = false
      case .member(let name):
        if isList { return "\(place) is repeated: say which one, such as \(place)[0]" }
        guard let known = message else { return "\(place) is no message and has no field \"\(name)\"" }
        guard let field = known.field(named: name) else {
          let names = known.fields.map(\.name)
          return "\(known.fullName) has no field \"\(name)\"." + Suggestion.clause(for: name, among: names)
            + " Its fields: \(names.joined(separator: ", "))"
        }
        isList = field.isRepeated
        if case .message(let descriptor) = field.valueType { message = descriptor } else { message = nil }
        place += place.isEmpty ? name : ".\(name)"
      }
    }
    return nil
  }
}
