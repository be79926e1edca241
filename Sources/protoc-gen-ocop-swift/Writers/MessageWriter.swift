import SwiftProtobufPluginLibrary

/// Writes a message as a struct: its fields, and what is nested in it.
enum MessageWriter {
  static func print(_ message: Descriptor, to printer: inout CodePrinter) {
    Comments.print(message, or: "`\(message.name)` of the schema.", to: &printer)
    printer.print("public struct \(message.name): Message {")
    printer.withIndentation { printer in
      for enumeration in message.enums {
        EnumWriter.print(enumeration, to: &printer)
        printer.print("")
      }
      for nested in message.messages {
        print(nested, to: &printer)
        printer.print("")
      }
      for oneof in message.realOneofs {
        printChoice(oneof, to: &printer)
        printer.print("")
      }
      var printedOneofs: Set<Int> = []
      for field in message.fields {
        if let oneof = field.realContainingOneof {
          if printedOneofs.insert(oneof.index).inserted {
            Comments.print(oneof, or: "The one of `\(oneof.name)` that is set.", to: &printer)
            printer.print("public var \(SwiftNames.property(oneof.name)): \(SwiftNames.choice(oneof))?")
          }
        } else {
          Comments.print(field, or: "`\(field.name)` of the schema.", to: &printer)
          printer.print("public var \(FieldShape(field: field).name): \(FieldShape(field: field).declaration)")
        }
      }
      if !message.fields.isEmpty { printer.print("") }
      printer.print("/// A message with every field at its default.", "public init() {}")
    }
    printer.print("}")
  }

  private static func printChoice(_ oneof: OneofDescriptor, to printer: inout CodePrinter) {
    printer.print("/// What `\(oneof.name)` can be.")
    printer.print("public enum \(SwiftNames.choice(oneof)): Sendable, Hashable {")
    printer.withIndentation { printer in
      for field in oneof.fields {
        Comments.print(field, or: "`\(field.name)` of the schema.", to: &printer)
        printer.print("case \(FieldShape(field: field).name)(\(FieldShape(field: field).elementType))")
      }
    }
    printer.print("}")
  }
}
