import ClientKit

/// A placeholder as it is written: "${integer(1, 10)}".
struct Placeholder: Sendable, Hashable {
  /// All of it, for messages.
  let text: String
  /// Name of a generator or of a variable.
  let name: String
  /// What stands in the parentheses, without the quotes around it; nil without parentheses.
  let arguments: [String]?

  /// Name and arguments, read from what stands between the braces.
  ///
  /// - Throws: ``TemplateFault`` when it is not a name with arguments in parentheses, or nothing, behind it.
  init(inside: Substring) throws(TemplateFault) {
    text = "${\(inside)}"
    let trimmed = String(inside).trimmed
    let name = trimmed.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    self.name = String(name)
    if name.isEmpty {
      throw TemplateFault(placeholder: text, reason: "write ${NAME} or ${NAME(ARGUMENT, …)}; $${ stands for ${ itself")
    }
    let rest = String(trimmed.dropFirst(name.count)).trimmed
    guard !rest.isEmpty else {
      arguments = nil
      return
    }
    guard rest.count >= 2, rest.first == "(", rest.last == ")" else {
      throw TemplateFault(placeholder: text, reason: "behind the name stand arguments in parentheses, or nothing")
    }
    do throws(ArgumentFault) {
      arguments = try Self.arguments(in: rest.dropFirst().dropLast())
    } catch {
      throw TemplateFault(placeholder: text, reason: error.reason)
    }
  }

  private struct ArgumentFault: Error {
    let reason: String
  }

  /// Arguments between commas, without the space around them. One in single quotes may hold commas and space.
  private static func arguments(in list: Substring) throws(ArgumentFault) -> [String] {
    var arguments: [String] = []
    var rest = list
    while true {
      rest = rest.drop { $0 == " " || $0 == "\t" }
      if rest.first == "'" {
        rest.removeFirst()
        guard let end = rest.firstIndex(of: "'") else { throw ArgumentFault(reason: "a quote ' without its end") }
        arguments.append(String(rest[..<end]))
        rest = rest[rest.index(after: end)...].drop { $0 == " " || $0 == "\t" }
      } else {
        let argument = rest.prefix { $0 != "," }
        arguments.append(String(argument).trimmed)
        rest = rest[argument.endIndex...]
        if arguments.last == "" { throw ArgumentFault(reason: "an argument is empty (write '' for no text)") }
      }
      if rest.isEmpty { return arguments }
      guard rest.removeFirst() == "," else { throw ArgumentFault(reason: "between arguments stand commas") }
    }
  }
}
