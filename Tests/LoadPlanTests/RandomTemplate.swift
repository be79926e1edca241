import ClientKit
import Messages
import TestSupport

/// Random requests of a message, twice: with placeholders for some of their values, and without.
struct RandomTemplate {
  struct Pair {
    let template: JSONValue
    let value: JSONValue
  }

  var random: SeededGenerator
  /// What the placeholders that are variables stand for.
  private(set) var variables: [String: String] = [:]

  init(random: SeededGenerator) {
    self.random = random
  }

  mutating func object(_ descriptor: MessageDescriptor) -> Pair {
    var templates: [JSONMember] = []
    var values: [JSONMember] = []
    var oneofs: Set<String> = []
    for field in descriptor.fields where random.chance(60) {
      if let oneof = field.oneofName, !oneofs.insert(oneof).inserted { continue }
      let pairs = (0..<(field.isRepeated ? random.below(3) : 1)).map { _ in pair(field.valueType) }
      let name = random.chance(50) ? field.name : field.jsonName
      templates.append(
        JSONMember(name: name, value: field.isRepeated ? .array(pairs.map(\.template)) : pairs[0].template)
      )
      values.append(JSONMember(name: name, value: field.isRepeated ? .array(pairs.map(\.value)) : pairs[0].value))
    }
    return Pair(template: .object(templates), value: .object(values))
  }

  private mutating func pair(_ type: FieldDescriptor.ValueType) -> Pair {
    switch type {
    case .message(let descriptor): return object(descriptor)
    case .bool: return pair(random.chance(50) ? .bool(true) : .bool(false))
    case .int32: return pair(.number(random.pick(["-2147483648", "-1", "0", "2147483647"])))
    case .int64: return pair(.string(random.pick(["-9223372036854775808", "0", "9223372036854775807"])))
    case .uint32: return pair(.number(random.pick(["0", "1", "4294967295"])))
    case .uint64: return pair(.string(random.pick(["0", "1", "18446744073709551615"])))
    case .float, .double: return pair(random.pick([.number("-0.5"), .number("1e10"), .string("Infinity")]))
    case .bytes: return pair(.string(random.pick(["", "AAEC", "_-8="])))
    case .string: return pair(.string(random.pick(["", "x ${y} $${z} $", "ế'\"\\\n", "06463", "🦆", "true", "5"])))
    case .enumeration(let descriptor):
      return pair(random.chance(50) ? .number("99") : .string(random.pick(descriptor.values.map(\.name))))
    }
  }

  /// The value as a placeholder, as a text with one in it, or as it is.
  private mutating func pair(_ value: JSONValue) -> Pair {
    let text: String
    switch value {
    case .string(let string), .number(let string): text = string
    case .bool(let bool): text = bool ? "true" : "false"
    default: text = ""
    }
    let name = "v\(variables.count)"
    var template = value
    if case .string(let string) = value { template = .string(string.replacing("${", with: "$${")) }
    switch random.below(4) {
    case 0:
      variables[name] = text
      template = .string("${\(name)}")
    case 1 where !text.contains("'"):
      template = .string("${choice('\(text)')}")
    case 2:
      if case .string(let string) = value {
        variables[name] = string
        template = .string("${choice('')}${\(name)}")
      }
    default: break
    }
    return Pair(template: template, value: value)
  }
}
