import ClientKit

extension ValueGenerator {
  /// Most characters that `${text(…)}` and `${hex(…)}` give.
  static let charactersMax = 1 << 20

  /// How each generator is written, by name.
  static let usages: [String: String] = [
    "answer": "answer(STEP, path.to.field)",
    "choice": "choice(A, B, …)",
    "csv": "csv(FILE, COLUMN), csv(FILE, COLUMN, random)",
    "hex": "hex(LENGTH)",
    "integer": "integer(LEAST, MOST)",
    "now": "now, now(\(TimeForm.allCases.map(\.rawValue).joined(separator: "|")))",
    "run": "run",
    "sequence": "sequence, sequence(START, STEP)",
    "text": "text(LENGTH)",
    "uuid7": "uuid7",
    "worker": "worker",
    "zipf": "zipf(COUNT, EXPONENT)",
  ]

  /// The generator or variable that a placeholder names.
  ///
  /// - Throws: ``TemplateFault`` saying what is not known or does not fit, and what would.
  init(_ placeholder: Placeholder, sources: inout TemplateSources) throws(TemplateFault) {
    let arguments = PlaceholderArguments(placeholder)
    switch placeholder.name {
    case "answer":
      let texts = try arguments.texts(count: 2...2)
      guard let path = AnswerPath(texts[1]) else {
        throw arguments.fault("\"\(texts[1])\" is no path: \(AnswerPath.usage)")
      }
      self = .answer(AnswerReference(step: texts[0], path: path))
    case "choice": self = .choice(try arguments.texts(count: 1...1_000))
    case "csv": self = try Self.column(try arguments.texts(count: 2...3), placeholder, &sources)
    case "hex": self = .hexadecimal(try arguments.length())
    case "integer":
      let numbers = try arguments.numbers(count: 2...2)
      guard numbers[0] <= numbers[1] else { throw arguments.fault("\(numbers[0]) is more than \(numbers[1])") }
      self = .integer(numbers[0]...numbers[1])
    case "now":
      let form = try arguments.texts(count: 0...1).first
      guard let form = TimeForm(rawValue: form ?? "seconds") else { throw arguments.fault("no such form of the time") }
      self = .now(form)
    case "run":
      _ = try arguments.texts(count: 0...0)
      self = .run
    case "sequence":
      let numbers = try arguments.numbers(count: 0...2)
      if numbers.count == 2, numbers[1] == 0 { throw arguments.fault("a step of 0 gives the same number always") }
      self = .sequence(start: numbers.first ?? 0, step: numbers.count == 2 ? numbers[1] : 1)
    case "text": self = .letters(try arguments.length())
    case "uuid7":
      _ = try arguments.texts(count: 0...0)
      self = .timeOrderedIdentifier
    case "worker":
      _ = try arguments.texts(count: 0...0)
      self = .worker
    case "zipf": self = .zipf(try arguments.distribution())
    default: self = .variable(try Self.variable(placeholder, sources))
    }
  }

  private static func variable(
    _ placeholder: Placeholder,
    _ sources: TemplateSources
  ) throws(TemplateFault) -> String {
    if placeholder.arguments == nil, let value = sources.variables[placeholder.name] { return value }
    let variables = sources.variables.keys.sorted()
    let generators = usages.keys.sorted()
    let suggestion = Suggestion.clause(for: placeholder.name, among: generators + variables)
    throw TemplateFault(
      placeholder: placeholder.text,
      reason: "no generator or variable has this name.\(suggestion) Generators: \(generators.joined(separator: ", ")); "
        + "variables: \(variables.isEmpty ? "none" : variables.joined(separator: ", "))"
    )
  }

  private static func column(
    _ arguments: [String],
    _ placeholder: Placeholder,
    _ sources: inout TemplateSources
  ) throws(TemplateFault) -> ValueGenerator {
    if arguments.count == 3, arguments[2] != "random" {
      throw PlaceholderArguments(placeholder).fault("\"\(arguments[2])\" is no order of rows")
    }
    let table = try sources.table(named: arguments[0], for: placeholder)
    guard let index = table.columns.firstIndex(of: arguments[1]) else {
      let suggestion = Suggestion.clause(for: arguments[1], among: table.columns)
      throw TemplateFault(
        placeholder: placeholder.text,
        reason: "\(table.name) has no column \"\(arguments[1])\".\(suggestion) "
          + "Its columns: \(table.columns.joined(separator: ", "))"
      )
    }
    return .column(table, index: index, isRandom: arguments.count == 3)
  }
}
