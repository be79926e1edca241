import ClientKit

extension TemplateNode {
  /// The value for an iteration.
  ///
  /// - Throws: ``TemplateFault`` naming the placeholder that has no value.
  func value(
    random: inout some RandomNumberGenerator,
    context: inout TemplateContext
  ) throws(TemplateFault) -> JSONValue {
    try value { generator, _ throws(TemplateFault) in try generator.json(random: &random, context: &context) }
  }

  /// A value to try; see ``ValueGenerator/example(_:context:)``. In the place of an answer stands what its field takes.
  func example(_ index: Int, context: TemplateContext) throws(TemplateFault) -> JSONValue {
    try value { generator, form throws(TemplateFault) in
      try generator.example(index, context: context).map { .string($0) } ?? form.zero
    }
  }

  private func value(
    _ valueOf: (ValueGenerator, Form) throws(TemplateFault) -> JSONValue
  ) throws(TemplateFault) -> JSONValue {
    switch self {
    case .constant(let json): return json
    case .joined(let pieces):
      var text = ""
      for piece in pieces {
        switch piece {
        case .text(let plain): text += plain
        case .generator(let generator, let placeholder):
          text += try Self.text(of: try Self.value(of: generator, placeholder, .string, valueOf), placeholder)
        }
      }
      return .string(text)
    case .generated(let generator, let placeholder, let form):
      let json = try Self.value(of: generator, placeholder, form, valueOf)
      return form.applied(to: json, isNumeric: generator.isNumeric)
    case .array(let nodes):
      var elements: [JSONValue] = []
      elements.reserveCapacity(nodes.count)
      for node in nodes { elements.append(try node.value(valueOf)) }
      return .array(elements)
    case .object(let members):
      var values: [JSONMember] = []
      values.reserveCapacity(members.count)
      for member in members { values.append(JSONMember(name: member.name, value: try member.node.value(valueOf))) }
      return .object(values)
    }
  }

  private static func value(
    of generator: ValueGenerator,
    _ placeholder: Placeholder,
    _ form: Form,
    _ valueOf: (ValueGenerator, Form) throws(TemplateFault) -> JSONValue
  ) throws(TemplateFault) -> JSONValue {
    do throws(TemplateFault) {
      return try valueOf(generator, form)
    } catch {
      throw TemplateFault(placeholder: placeholder.text, reason: error.reason)
    }
  }

  /// A value within a text.
  private static func text(of json: JSONValue, _ placeholder: Placeholder) throws(TemplateFault) -> String {
    switch json {
    case .string(let text), .number(let text): return text
    case .bool(let value): return value ? "true" : "false"
    case .null: return ""
    case .array, .object:
      throw TemplateFault(placeholder: placeholder.text, reason: "\(json.kindName) cannot stand within a text")
    }
  }
}

extension TemplateNode.Form {
  /// What a field of this form takes, whatever else it takes.
  fileprivate var zero: JSONValue {
    switch self {
    case .natural: .null
    case .string: .string("")
    case .number: .number("0")
    case .bool: .bool(false)
    case .message: .object([])
    case .list: .array([])
    }
  }

  /// The value in this form, where that is possible; else it stays a string, which the field then refuses.
  func applied(to json: JSONValue, isNumeric: Bool) -> JSONValue {
    switch (self, json) {
    case (.string, .number(let text)): return .string(text)
    case (.string, .bool(let value)): return .string(value ? "true" : "false")
    case (.bool, .string("true")): return .bool(true)
    case (.bool, .string("false")): return .bool(false)
    case (.number, .string(let text)): return Self.number(text)
    case (.natural, .string(let text)) where isNumeric: return .number(text)
    default: return json
    }
  }

  private static func number(_ text: String) -> JSONValue {
    guard let first = text.utf8.first, first.isASCIIDigit || first == UInt8(ascii: "-") else { return .string(text) }
    guard let value = try? JSONParser.value(of: Array(text.utf8)), case .number = value else { return .string(text) }
    return value
  }
}
