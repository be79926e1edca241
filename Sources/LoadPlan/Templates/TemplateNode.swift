import ClientKit
import Messages

/// A part of a request template.
indirect enum TemplateNode: Sendable {
  /// How the value of a placeholder that stands alone is written, so that it fits its field.
  enum Form: Sendable {
    /// A number where the generator gives numbers, else a string: the field is not known.
    case natural
    case string
    /// A number where the text is one: numbers and enumerations.
    case number
    /// A bool where the text is one.
    case bool
    /// A message, or a whole repeated field: as it comes from an answer.
    case message
    case list
  }

  /// A part of a text.
  enum Piece: Sendable {
    case text(String)
    case generator(ValueGenerator, Placeholder)
  }

  case constant(JSONValue)
  /// A string that is put together.
  case joined([Piece])
  /// A string that is nothing but a placeholder.
  case generated(ValueGenerator, Placeholder, Form)
  case array([TemplateNode])
  case object([(name: String, node: TemplateNode)])

  /// - Parameter path: where the value stands, for messages.
  init(_ json: JSONValue, path: String, sources: inout TemplateSources) throws(TemplateFault) {
    switch json {
    case .null, .bool, .number: self = .constant(json)
    case .string(let text):
      do throws(TemplateFault) {
        self = try Self.text(text, &sources)
      } catch {
        throw error.at(path)
      }
    case .array(let elements):
      var nodes: [TemplateNode] = []
      for (index, element) in elements.enumerated() {
        nodes.append(try TemplateNode(element, path: "\(path)[\(index)]", sources: &sources))
      }
      self = .array(nodes)
    case .object(let members):
      var nodes: [(name: String, node: TemplateNode)] = []
      for member in members {
        let memberPath = path.isEmpty ? member.name : "\(path).\(member.name)"
        nodes.append((member.name, try TemplateNode(member.value, path: memberPath, sources: &sources)))
      }
      self = .object(nodes)
    }
  }

  private static func text(_ text: String, _ sources: inout TemplateSources) throws(TemplateFault) -> TemplateNode {
    var pieces: [Piece] = []
    for piece in try TextPiece.pieces(of: text) {
      switch piece {
      case .text(let text): pieces.append(.text(text))
      case .placeholder(let placeholder):
        pieces.append(.generator(try ValueGenerator(placeholder, sources: &sources), placeholder))
      }
    }
    switch (pieces.first, pieces.count) {
    case (nil, _): return .constant(.string(""))
    case (.text(let text), 1): return .constant(.string(text))
    case (.generator(let generator, let placeholder), 1): return .generated(generator, placeholder, .natural)
    default: return .joined(pieces)
    }
  }

  /// All generators.
  var generators: [ValueGenerator] {
    switch self {
    case .constant: return []
    case .generated(let generator, _, _): return [generator]
    case .joined(let pieces):
      return pieces.compactMap { piece in
        if case .generator(let generator, _) = piece { return generator }
        return nil
      }
    case .array(let nodes): return nodes.flatMap(\.generators)
    case .object(let members): return members.flatMap(\.node.generators)
    }
  }

  /// The template with its placeholders in the forms that a field takes.
  func fitting(_ type: FieldDescriptor.ValueType) -> TemplateNode {
    switch self {
    case .constant, .joined: return self
    case .generated(let generator, let placeholder, _):
      let form: Form =
        switch type {
        case .string, .bytes: .string
        case .bool: .bool
        case .message: .message
        case .int32, .int64, .uint32, .uint64, .float, .double, .enumeration: .number
        }
      return .generated(generator, placeholder, form)
    case .array(let nodes): return .array(nodes.map { $0.fitting(type) })
    case .object(let members):
      guard case .message(let descriptor) = type else { return self }
      return .object(
        members.map { member in
          let field =
            descriptor.field(named: member.name) ?? descriptor.fields.first { $0.jsonName == member.name }
          return (member.name, field.map(member.node.fitting) ?? member.node)
        }
      )
    }
  }

  private func fitting(_ field: FieldDescriptor) -> TemplateNode {
    if field.isRepeated, case .generated(let generator, let placeholder, _) = self {
      return .generated(generator, placeholder, .list)
    }
    return fitting(field.valueType)
  }
}
