import Messages

/// Reads a generated value through reflection, so that what its properties hold can be compared with a
/// ``DynamicMessage``: a property that is mapped to another field's number shows.
enum TypedReflection {
  /// Differences between a generated value and a tree of the same bytes; empty when there are none.
  static func differences(_ typed: any Message, _ tree: DynamicMessage) -> [String] {
    var properties: [String: Any] = [:]
    for child in Mirror(reflecting: typed).children {
      properties[child.label ?? ""] = child.value
    }
    return tree.descriptor.fields.flatMap { field -> [String] in
      let place = "\(tree.descriptor.name).\(field.name)"
      if let oneofName = field.oneofName {
        guard let choice = properties[propertyName(oneofName)] else { return ["\(place): no property"] }
        return compare(chosen(choice, propertyName(field.name)), tree[field], place)
      }
      guard let value = properties[propertyName(field.name)] else { return ["\(place): no property"] }
      return compare(unwrapped(value), tree[field], place)
    }
  }

  /// The payload of an optional enum when its case has this name.
  private static func chosen(_ choice: Any, _ caseName: String) -> Any? {
    guard let value = unwrapped(choice), let child = Mirror(reflecting: value).children.first,
      child.label == caseName
    else { return nil }
    return child.value
  }

  private static func unwrapped(_ value: Any) -> Any? {
    let mirror = Mirror(reflecting: value)
    return mirror.displayStyle == .optional ? mirror.children.first?.value : value
  }

  private static func compare(_ property: Any?, _ expected: DynamicValue?, _ place: String) -> [String] {
    if let message = property as? any Message {
      guard case .message(let tree) = expected else { return ["\(place): a message where none was sent"] }
      return differences(message, tree)
    }
    if let messages = property as? [any Message], !messages.isEmpty {
      guard case .repeated(let trees) = expected, trees.count == messages.count else { return ["\(place): count"] }
      return zip(messages, trees).enumerated().flatMap { index, pair in
        compare(pair.0, pair.1, "\(place)[\(index)]")
      }
    }
    let found = property.flatMap(dynamicValue)
    return found == expected ? [] : ["\(place): \(String(describing: found)) for \(String(describing: expected))"]
  }

  /// A property's value as the tree holds it: nil for a default.
  private static func dynamicValue(_ value: Any) -> DynamicValue? {
    switch value {
    case let value as Bool: value ? .bool(true) : nil
    case let value as Int32: value == 0 ? nil : .int32(value)
    case let value as Int64: value == 0 ? nil : .int64(value)
    case let value as UInt32: value == 0 ? nil : .uint32(value)
    case let value as UInt64: value == 0 ? nil : .uint64(value)
    case let value as String: value.isEmpty ? nil : .string(value)
    case let value as [UInt8]: value.isEmpty ? nil : .bytes(value)
    case let value as any OpenEnum: value.rawValue == 0 ? nil : .enumeration(value.rawValue)
    case let values as [any OpenEnum]: values.isEmpty ? nil : .repeated(values.map { .enumeration($0.rawValue) })
    case let values as [String]: values.isEmpty ? nil : .repeated(values.map { .string($0) })
    case let values as [UInt64]: values.isEmpty ? nil : .repeated(values.map { .uint64($0) })
    case let values as [UInt32]: values.isEmpty ? nil : .repeated(values.map { .uint32($0) })
    default: nil
    }
  }

  private static func propertyName(_ name: String) -> String {
    let words = name.split(separator: "_").map(String.init)
    return words.dropFirst().reduce(words.first ?? "") { result, word in
      switch word {
      case "id": result + "ID"
      case "ids": result + "IDs"
      default: result + word.prefix(1).uppercased() + word.dropFirst()
      }
    }
  }
}
