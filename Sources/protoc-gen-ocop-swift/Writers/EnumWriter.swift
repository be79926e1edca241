import SwiftProtobufPluginLibrary

/// Writes an enumeration as an open set of numbers.
enum EnumWriter {
  static func print(_ enumeration: EnumDescriptor, to printer: inout CodePrinter) {
    Comments.print(enumeration, or: "`\(enumeration.name)` of the schema.", to: &printer)
    printer.print("public struct \(enumeration.name): OpenEnum {")
    printer.withIndentation { printer in
      for value in enumeration.values {
        Comments.print(value, or: "\(value.name) = \(value.number)", to: &printer)
        printer.print("public static let \(SwiftNames.enumCase(value)) = Self(rawValue: \(value.number))")
      }
      printer.print(
        "",
        "/// Every value that the schema names.",
        "public static let allCases: [Self] = ["
      )
      for value in enumeration.values {
        printer.print("  .\(SwiftNames.enumCase(value)),")
      }
      printer.print(
        "]",
        "",
        "/// What the enumeration is made of.",
        "public static let descriptor = EnumDescriptor(copying: \(CNames.lower(enumeration.fullName))__descriptor)",
        "",
        "/// Number on the wire.",
        "public var rawValue: Int32",
        "",
        "/// The value with a number, known or not.",
        "public init(rawValue: Int32) {",
        "  self.rawValue = rawValue",
        "}",
        "",
        "/// Name in the schema, or nil for a number it gives none.",
        "public var name: String? {",
        "  switch rawValue {"
      )
      for value in enumeration.values {
        printer.print("  case \(value.number): \"\(value.name)\"")
      }
      printer.print("  default: nil", "  }", "}")
    }
    printer.print("}")
  }
}
