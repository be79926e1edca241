import ClientKit

/// A value of a scenario file, with its place.
struct PlanNode: Sendable {
  /// A name of a mapping with its value.
  struct Member: Sendable {
    let name: String
    let position: PlanPosition
    let value: PlanNode
  }

  enum Content: Sendable {
    /// - Parameter isPlain: whether it stands without quotes.
    case scalar(String, isPlain: Bool)
    case sequence([PlanNode])
    case mapping([Member])
  }

  let position: PlanPosition
  let content: Content

  /// What the value is, for messages.
  var kindName: String {
    switch content {
    case .scalar: "a text"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  func fault(_ reason: String) -> PlanFault { PlanFault(position: position, reason: reason) }

  /// The value as JSON. What stands without quotes is a number, a bool or null where JSON would write it so, and else a
  /// string: "20" without quotes is a number, "06466" and "2021-07-22" are strings.
  ///
  /// - Throws: ``PlanFault`` when it is nested deeper than JSON may be.
  func json(depth: Int = 0) throws(PlanFault) -> JSONValue {
    if depth > JSONParser.depthMax { throw fault("nested deeper than \(JSONParser.depthMax)") }
    switch content {
    case .scalar(let text, isPlain: false): return .string(text)
    case .scalar(let text, isPlain: true):
      if text.isEmpty || text == "~" { return .null }
      switch try? JSONParser.value(of: Array(text.utf8)) {
      case .null: return .null
      case .bool(let value): return .bool(value)
      case .number(let digits): return .number(digits)
      default: return .string(text)
      }
    case .sequence(let nodes):
      var elements: [JSONValue] = []
      for node in nodes { elements.append(try node.json(depth: depth + 1)) }
      return .array(elements)
    case .mapping(let members):
      var values: [JSONMember] = []
      for member in members {
        values.append(JSONMember(name: member.name, value: try member.value.json(depth: depth + 1)))
      }
      return .object(values)
    }
  }
}
