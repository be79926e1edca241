import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// Writes how a message crosses into protoc-c's struct and back.
enum CodingWriter {
  static func print(_ message: Descriptor, to printer: inout CodePrinter) {
    let initializer = "\(CNames.lower(message.fullName))__init"
    printer.print("extension \(SwiftNames.type(message)): GeneratedMessage {")
    printer.withIndentation { printer in
      printer.print(
        "typealias CForm = \(CNames.type(message.fullName))",
        "",
        "public static let descriptor = MessageDescriptor(CForm.self, initializer: \(initializer))",
        "",
        "public init(decoding bytes: UnsafeRawBufferPointer) throws(MessageDecodingError) {",
        "  self = try DecodeArena.decode(Self.self, bytes)",
        "}",
        "",
        "public func encode(reserving reserve: (_ byteCount: Int) -> UnsafeMutableRawBufferPointer) {",
        "  EncodeArena.encode(self, reserve)",
        "}",
        "",
        "public func encodedBytes() -> [UInt8] {",
        "  EncodeArena.encodedBytes(self)",
        "}",
        ""
      )
      printDecoding(message, to: &printer)
      printer.print("")
      printEncoding(message, initializer: initializer, to: &printer)
    }
    printer.print("}")
  }

  private static func printDecoding(_ message: Descriptor, to printer: inout CodePrinter) {
    printer.print("init(cForm: UnsafePointer<CForm>) {")
    printer.withIndentation { printer in
      for field in message.fields where field.realContainingOneof == nil {
        let shape = FieldShape(field: field)
        printer.print("self.\(shape.name) = \(shape.decodeExpression)")
      }
      for oneof in message.realOneofs {
        let property = "self.\(SwiftNames.property(oneof.name))"
        printer.print("switch cForm.pointee.\(CNames.choice(oneof)).rawValue {")
        for field in oneof.fields {
          let shape = FieldShape(field: field)
          let isMessage = field.type == .message
          printer.print(
            "case \(field.number):",
            isMessage
              ? "  \(property) = cForm.pointee.\(CNames.field(field.name)).map { .\(shape.name)(.init(cForm: $0)) }"
              : "  \(property) = .\(shape.name)(\(shape.decodeExpression))"
          )
        }
        printer.print("default:", "  \(property) = nil", "}")
      }
    }
    printer.print("}")
  }

  private static func printEncoding(_ message: Descriptor, initializer: String, to printer: inout CodePrinter) {
    printer.print("func cForm(in arena: inout EncodeArena) -> UnsafeMutablePointer<CForm> {")
    printer.withIndentation { printer in
      printer.print("let form = arena.allocate(CForm.self)", "\(initializer)(form)")
      for field in message.fields where field.realContainingOneof == nil {
        for statement in FieldShape(field: field).encodeStatements(from: "self.\(FieldShape(field: field).name)") {
          printer.print(statement)
        }
      }
      for oneof in message.realOneofs {
        printer.print("switch self.\(SwiftNames.property(oneof.name)) {")
        for field in oneof.fields {
          let shape = FieldShape(field: field)
          printer.print("case .\(shape.name)(let value):")
          printer.withIndentation { printer in
            printer.print("form.pointee.\(CNames.choice(oneof)) = .init(rawValue: \(field.number))")
            for statement in shape.encodeStatements(from: "value") {
              printer.print(statement)
            }
          }
        }
        printer.print("case nil:", "  break", "}")
      }
      printer.print("return form")
    }
    printer.print("}")
  }
}
