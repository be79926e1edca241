import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// Swift's names for what a schema names.
enum SwiftNames {
  /// Words that need backticks as a member's name.
  private static let keywords: Set<String> = [
    "associatedtype", "as", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do", "else",
    "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import", "in", "init",
    "inout", "internal", "is", "let", "nil", "open", "operator", "private", "protocol", "public", "repeat", "rethrows",
    "return", "self", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias",
    "var", "where", "while",
  ]

  /// "ocop.registry.v1" -> "RegistryV1": the last two parts, or the only one.
  static func namespace(ofPackage package: String) -> String {
    package.split(separator: ".").suffix(2).map { upperCamel(String($0)) }.joined()
  }

  /// "ocop/registry/v1/registry.proto" -> "RegistryV1+Registry.swift".
  static func fileName(of file: FileDescriptor) -> String {
    let stem = file.name.split(separator: "/").last?.split(separator: ".").first ?? "unnamed"
    return "\(namespace(ofPackage: file.package))+\(upperCamel(String(stem))).swift"
  }

  /// "RegistryV1.Producer", for a message.
  static func type(_ message: Descriptor) -> String {
    qualified(message.name, in: message.containingType, package: message.file.package)
  }

  /// "RegistryV1.ProducerType", for an enumeration.
  static func type(_ enumeration: EnumDescriptor) -> String {
    qualified(enumeration.name, in: enumeration.containingType, package: enumeration.file.package)
  }

  private static func qualified(_ name: String, in container: Descriptor?, package: String) -> String {
    if let container { return "\(type(container)).\(name)" }
    return "\(namespace(ofPackage: package)).\(name)"
  }

  /// "attended_producer_ids" -> "attendedProducerIDs".
  static func property(_ name: String) -> String { escaped(unescapedProperty(name)) }

  private static func unescapedProperty(_ name: String) -> String {
    name.split(separator: "_").enumerated().map { index, word in
      if index == 0 { return word.prefix(1).lowercased() + word.dropFirst() }
      switch word {
      case "id": return "ID"
      case "ids": return "IDs"
      default: return word.prefix(1).uppercased() + word.dropFirst()
      }
    }.joined()
  }

  /// "item" -> "ItemChoice".
  static func choice(_ oneof: OneofDescriptor) -> String { upperCamel(oneof.name) + "Choice" }

  /// "PRODUCER_TYPE_COOPERATIVE_GROUP" of ProducerType -> "cooperativeGroup"; "GEOGRAPHY_EDITION_2021" of
  /// GeographyEdition -> "edition2021".
  static func enumCase(_ value: EnumValueDescriptor) -> String {
    let words = camelWords(value.enumType.name)
    let prefix = words.map { $0.uppercased() }.joined(separator: "_") + "_"
    let rest = value.name.hasPrefix(prefix) ? String(value.name.dropFirst(prefix.count)) : value.name
    let name = unescapedProperty(rest.lowercased())
    if let first = name.first, first.isNumber {
      return (words.last ?? "value").lowercased() + name
    }
    return escaped(name)
  }

  /// "ImportRecords" -> "importRecords".
  static func method(_ method: MethodDescriptor) -> String { escaped(lowerFirst(method.name)) }

  /// "registry" -> "Registry", "change_feed" -> "ChangeFeed".
  static func upperCamel(_ name: String) -> String {
    name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// Splits "GeographyEdition" into its words.
  private static func camelWords(_ name: String) -> [String] {
    var words: [String] = []
    var isLastUpper = false
    for character in name {
      let isUpper = character.isUppercase
      if words.isEmpty || (isUpper && !isLastUpper) {
        words.append(String(character))
      } else {
        words[words.count - 1].append(character)
      }
      isLastUpper = isUpper
    }
    return words
  }

  private static func lowerFirst(_ name: String) -> String { name.prefix(1).lowercased() + name.dropFirst() }

  private static func escaped(_ name: String) -> String { keywords.contains(name) ? "`\(name)`" : name }

  /// A Swift string literal.
  static func literal(_ text: String) -> String {
    let escaped =
      text
      .replacing("\\", with: "\\\\")
      .replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n")
    return "\"\(escaped)\""
  }
}
