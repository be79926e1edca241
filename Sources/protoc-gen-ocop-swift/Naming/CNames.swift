import SwiftProtobufPluginLibrary

/// protoc-c's names for what a schema names (protobuf-c 1.4.1, c_helpers.cc).
enum CNames {
  /// Words protoc-c appends an underscore to when a field is called so.
  private static let fieldKeywords: Set<String> = [
    "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char", "class", "compl",
    "const", "const_cast", "continue", "default", "delete", "do", "double", "dynamic_cast", "else", "enum", "explicit",
    "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new",
    "not", "not_eq", "operator", "or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast",
    "return", "short", "signed", "sizeof", "static", "static_cast", "struct", "switch", "template", "this", "throw",
    "true", "try", "typedef", "typeid", "typename", "union", "unsigned", "using", "virtual", "void", "volatile",
    "wchar_t", "while", "xor", "xor_eq",
  ]

  /// Words C itself keeps: a method called so gives C that does not compile.
  static let methodKeywords: Set<String> = [
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float",
    "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof",
    "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while",
  ]

  /// "ocop.registry.v1.ProducerType" -> "Ocop__Registry__V1__ProducerType".
  static func type(_ fullName: String) -> String {
    fullName.split(separator: ".").map { SwiftNames.upperCamel(String($0)) }.joined(separator: "__")
  }

  /// "ocop.registry.v1.ProducerType" -> "ocop__registry__v1__producer_type", the start of functions and descriptors.
  static func lower(_ fullName: String) -> String {
    fullName.split(separator: ".").map { lowerSnake(String($0)) }.joined(separator: "__")
  }

  /// Member of a struct for a field.
  static func field(_ name: String) -> String {
    let lower = name.lowercased()
    return fieldKeywords.contains(lower) ? lower + "_" : lower
  }

  /// Member of a struct that counts a repeated field.
  static func count(_ name: String) -> String { "n_" + field(name) }

  /// Member of a struct that tells which member of a oneof is set.
  static func choice(_ oneof: OneofDescriptor) -> String { lowerSnake(oneof.name) + "_case" }

  /// "ImportRecords" -> "import_records".
  static func lowerSnake(_ name: String) -> String {
    var result = ""
    var isLastUpper = true
    for character in name {
      let isUpper = character.isASCII && character.isUppercase
      if isUpper && !isLastUpper { result += "_" }
      result += character.lowercased()
      isLastUpper = isUpper
    }
    return result
  }
}
