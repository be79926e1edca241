import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// Writes the services of one `.proto` file: method constants, the protocol a server implements, its registration, and
/// the typed client.
enum ServiceFileWriter {
  static func text(of file: FileDescriptor) -> String {
    var printer = CodePrinter(addNewlines: true)
    FileHeader.print(source: file.name, to: &printer)
    printer.print("public import Messages", "public import RPC")
    for service in file.services {
      printer.print("", "extension \(SwiftNames.namespace(ofPackage: file.package)) {")
      printer.withIndentation { printer in
        printMethods(service, to: &printer)
        printer.print("")
        printProtocol(service, to: &printer)
        printer.print("")
        printClient(service, to: &printer)
      }
      printer.print("}", "")
      printRegistration(service, to: &printer)
    }
    return printer.content
  }

  private static func printMethods(_ service: ServiceDescriptor, to printer: inout CodePrinter) {
    printer.print("/// Methods of `\(service.fullName)`.", "public enum \(service.name)Methods {")
    printer.withIndentation { printer in
      for method in service.methods {
        let types = "\(SwiftNames.type(method.inputType)), \(SwiftNames.type(method.outputType))"
        Comments.print(method, or: "`\(method.name)` of the schema.", to: &printer)
        printer.print(
          "public static let \(SwiftNames.method(method)) = Method<\(types)>(",
          "  service: \"\(service.fullName)\",",
          "  name: \"\(method.name)\",",
          "  kind: .\(CallShape(method).kind),",
          "  idempotency: .\(CatalogWriter.idempotency(of: method)),",
          "  access: \(CatalogWriter.access(of: method))",
          ")"
        )
      }
    }
    printer.print("}")
  }

  private static func printProtocol(_ service: ServiceDescriptor, to printer: inout CodePrinter) {
    Comments.print(service, or: "`\(service.name)` of the schema.", to: &printer)
    printer.print("public protocol \(service.name)ServiceProtocol: Sendable {")
    printer.withIndentation { printer in
      for method in service.methods {
        let name = SwiftNames.method(method)
        let input = SwiftNames.type(method.inputType)
        let output = SwiftNames.type(method.outputType)
        Comments.print(method, or: "`\(method.name)` of the schema.", to: &printer)
        switch CallShape(method) {
        case .unary:
          let answer = DeclaredEncoding.isByHandler(method) ? "EncodedMessage<\(output)>" : output
          printer.print("func \(name)(_ request: \(input), context: CallContext) async throws -> \(answer)")
        case .clientStreaming:
          printer.print(
            "func \(name)(",
            "  _ requests: RequestStream<\(input)>,",
            "  context: CallContext",
            ") async throws -> \(output)"
          )
        case .serverStreaming:
          printHandler(name, takes: "_ request: \(input)", output: output, to: &printer)
        case .bidirectional:
          printHandler(name, takes: "_ requests: RequestStream<\(input)>", output: output, to: &printer)
        }
      }
    }
    printer.print("}")
  }

  /// The requirement of a handler that answers with a stream.
  private static func printHandler(
    _ name: String,
    takes parameter: String,
    output: String,
    to printer: inout CodePrinter
  ) {
    printer.print(
      "func \(name)(",
      "  \(parameter),",
      "  to writer: ResponseWriter<\(output)>,",
      "  context: CallContext",
      ") async throws"
    )
  }

  private static func printClient(_ service: ServiceDescriptor, to printer: inout CodePrinter) {
    let methods = "\(SwiftNames.namespace(ofPackage: service.file.package)).\(service.name)Methods"
    printer.print("/// Calls `\(service.fullName)` over a channel.", "public struct \(service.name)Client: Sendable {")
    printer.withIndentation { printer in
      printer.print(
        "/// What the calls go through.",
        "public let channel: any Channel",
        "",
        "/// A client that calls through `channel`.",
        "public init(channel: any Channel) {",
        "  self.channel = channel",
        "}"
      )
      for method in service.methods {
        let name = SwiftNames.method(method)
        let shape = CallShape(method)
        printer.print("")
        Comments.print(method, or: "`\(method.name)` of the schema.", to: &printer)
        printer.print("public func \(name)(")
        if !shape.hasRequestStream { printer.print("  _ request: \(SwiftNames.type(method.inputType)),") }
        printer.print(
          "  options: CallOptions = CallOptions()",
          ") async throws(RPCError) -> \(result(of: method)) {",
          "  try await channel.\(shape.kind)"
            + "(\(methods).\(name)\(shape.hasRequestStream ? "" : ", request"), options: options)",
          "}"
        )
      }
    }
    printer.print("}")
  }

  /// What the client's function returns.
  private static func result(of method: MethodDescriptor) -> String {
    let input = SwiftNames.type(method.inputType)
    let output = SwiftNames.type(method.outputType)
    return switch CallShape(method) {
    case .unary: output
    case .clientStreaming: "ClientStreamingCall<\(input), \(output)>"
    case .serverStreaming: "ResponseStream<\(output)>"
    case .bidirectional: "BidirectionalCall<\(input), \(output)>"
    }
  }

  private static func printRegistration(_ service: ServiceDescriptor, to printer: inout CodePrinter) {
    let namespace = SwiftNames.namespace(ofPackage: service.file.package)
    printer.print("extension Router {")
    printer.withIndentation { printer in
      printer.print(
        "/// Serves `\(service.fullName)`.",
        "public mutating func register(_ service: some \(namespace).\(service.name)ServiceProtocol) {"
      )
      printer.withIndentation { printer in
        for method in service.methods {
          let name = SwiftNames.method(method)
          let constant = "\(namespace).\(service.name)Methods.\(name)"
          let shape = CallShape(method)
          let request = shape.hasRequestStream ? "requests" : "request"
          let writer = shape.hasResponseStream ? ", writer" : ""
          let register = DeclaredEncoding.isByHandler(method) ? "unaryEncoded" : "\(shape.kind)"
          printer.print(
            "\(register)(\(constant)) { \(request)\(writer), context in",
            "  try await service.\(name)(\(request)\(writer.isEmpty ? "" : ", to: writer"), context: context)",
            "}"
          )
        }
      }
      printer.print("}")
    }
    printer.print("}")
  }
}
