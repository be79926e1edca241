import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// Writes the namespaces, and the list of everything in the schema.
enum CatalogWriter {
  static func text(of files: [FileDescriptor]) -> String {
    var printer = CodePrinter(addNewlines: true)
    FileHeader.print(source: nil, to: &printer)
    for package in Set(files.map(\.package)).sorted() {
      printer.print(
        "/// What the package `\(package)` defines.",
        "public enum \(SwiftNames.namespace(ofPackage: package)) {}",
        ""
      )
    }
    printer.print("extension SchemaCatalog {")
    printer.withIndentation { printer in
      printList(
        "Every message of the schema, as its Swift type.",
        "messageTypes: [any Message.Type]",
        files.flatMap(SchemaCheck.allMessages).map { "\(SwiftNames.type($0)).self" },
        to: &printer
      )
      printer.print("")
      printList(
        "Every enumeration of the schema.",
        "enumerations: [EnumDescriptor]",
        files.flatMap(SchemaCheck.allEnums).map { "\(SwiftNames.type($0)).descriptor" },
        to: &printer
      )
      printer.print("", "/// Every service of the schema.", "public static let services: [ServiceDescriptor] = [")
      printer.withIndentation { printer in
        for service in files.flatMap(\.services) {
          printService(service, to: &printer)
        }
      }
      printer.print("]", "")
      printOneofNames(files, to: &printer)
    }
    printer.print("}")
    return printer.content
  }

  private static func printList(
    _ comment: String,
    _ declaration: String,
    _ elements: [String],
    to printer: inout CodePrinter
  ) {
    printer.print("/// \(comment)", "public static let \(declaration) = [")
    for element in elements {
      printer.print("  \(element),")
    }
    printer.print("]")
  }

  private static func printService(_ service: ServiceDescriptor, to printer: inout CodePrinter) {
    printer.print(
      "ServiceDescriptor(",
      "  fullName: \"\(service.fullName)\",",
      "  documentation: \(SwiftNames.literal(Comments.text(of: service))),",
      "  methods: ["
    )
    for method in service.methods {
      printer.print(
        "    MethodDescriptor(",
        "      serviceFullName: \"\(service.fullName)\",",
        "      name: \"\(method.name)\",",
        "      input: \(SwiftNames.type(method.inputType)).descriptor,",
        "      output: \(SwiftNames.type(method.outputType)).descriptor,",
        "      isClientStreaming: \(method.clientStreaming),",
        "      isServerStreaming: \(method.serverStreaming),",
        "      idempotency: .\(idempotency(of: method)),",
        "      access: \(access(of: method)),",
        "      documentation: \(SwiftNames.literal(Comments.text(of: method)))",
        "    ),"
      )
    }
    printer.print("  ]", "),")
  }

  /// The case of `MethodDescriptor.Idempotency` and of RPC's `Idempotency`.
  static func idempotency(of method: MethodDescriptor) -> String {
    switch method.options.idempotencyLevel {
    case .idempotencyUnknown: "unknown"
    case .noSideEffects: "noSideEffects"
    case .idempotent: "idempotent"
    }
  }

  /// Who may call it, as an expression. That it is declared was checked before anything is written.
  static func access(of method: MethodDescriptor) -> String {
    DeclaredAccess(method)?.expression ?? "MethodAccess.nobody"
  }

  private static func printOneofNames(_ files: [FileDescriptor], to printer: inout CodePrinter) {
    let fields = files.flatMap(SchemaCheck.allMessages).flatMap(\.fields)
    let members = fields.compactMap { field in
      field.realContainingOneof.map { "  \"\(field.fullName)\": \"\($0.name)\"," }
    }
    printer.print("/// Oneof of each field that is in one, by the field's full name: protoc-c's descriptors lack it.")
    printer.print("static let oneofNames: [String: String] = \(members.isEmpty ? "[:]" : "[")")
    if members.isEmpty { return }
    for member in members {
      printer.print(member)
    }
    printer.print("]")
  }
}
