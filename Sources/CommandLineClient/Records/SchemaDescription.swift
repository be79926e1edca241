import Messages

/// Parts of the schema, for people and for programs.
struct SchemaDescription: Sendable {
  let text: String
  let json: JSONValue

  /// Every service with its methods.
  static func services() -> SchemaDescription {
    SchemaDescription(
      text: SchemaCatalog.services.map { service($0).text }.joined(separator: "\n"),
      json: .array(SchemaCatalog.services.map { service($0).json })
    )
  }

  /// What has a name: full ("ocop.registry.v1.Producer"), or its last part when only one thing is called so.
  ///
  /// - Throws: ``CommandFailure`` when nothing is, or several things are.
  static func named(_ name: String) throws(CommandFailure) -> SchemaDescription {
    if name.contains("/") { return method(try MethodLookup.method(named: name)) }
    var candidates: [(fullName: String, description: () -> SchemaDescription)] = []
    candidates += SchemaCatalog.services.map { service in (service.fullName, { self.service(service) }) }
    candidates += SchemaCatalog.messages.map { message in (message.fullName, { self.message(message) }) }
    candidates += SchemaCatalog.enumerations.map { values in (values.fullName, { self.enumeration(values) }) }
    candidates += SchemaCatalog.services.flatMap(\.methods).map { method in (method.path, { self.method(method) }) }
    if let exact = candidates.first(where: { $0.fullName == name }) { return exact.description() }
    let found = candidates.filter { $0.fullName.hasSuffix(".\(name)") || $0.fullName.hasSuffix("/\(name)") }
    if found.count == 1 { return found[0].description() }
    let names = candidates.map(\.fullName)
    if found.isEmpty {
      let lastNames = names.map { String($0.split { $0 == "." || $0 == "/" }.last ?? "") }
      throw CommandFailure(
        .usage,
        "the schema has nothing called \"\(name)\"." + Suggestion.clause(for: name, among: names + lastNames)
          + " \"ocop describe\" lists the services."
      )
    }
    throw CommandFailure(
      .usage,
      "several things are called \"\(name)\"; say which: \(found.map(\.fullName).joined(separator: ", "))."
    )
  }

  private static func service(_ service: ServiceDescriptor) -> SchemaDescription {
    let methods = service.methods.map { "  " + signature($0) + "\n" }.joined()
    return SchemaDescription(
      text: "service \(service.fullName)\n" + documentation(service.documentation, "  ") + methods,
      json: .members(
        ("service", .string(service.fullName)),
        ("documentation", .string(service.documentation)),
        ("methods", .array(service.methods.map(json)))
      )
    )
  }

  private static func method(_ method: MethodDescriptor) -> SchemaDescription {
    let parts = [
      "method \(method.path)\n" + documentation(method.documentation, "  ") + "  \(signature(method))\n",
      message(method.input).text,
    ]
    let output = method.input == method.output ? [] : [message(method.output).text]
    return SchemaDescription(text: (parts + output).joined(separator: "\n"), json: json(method))
  }

  private static func signature(_ method: MethodDescriptor) -> String {
    let input = (method.isClientStreaming ? "stream " : "") + method.input.fullName
    let output = (method.isServerStreaming ? "stream " : "") + method.output.fullName
    return "\(method.name)(\(input)) returns (\(output))"
  }

  private static func json(_ method: MethodDescriptor) -> JSONValue {
    .members(
      ("method", .string(method.path)),
      ("documentation", .string(method.documentation)),
      ("input", .string(method.input.fullName)),
      ("output", .string(method.output.fullName)),
      ("client_streaming", .bool(method.isClientStreaming)),
      ("server_streaming", .bool(method.isServerStreaming))
    )
  }

  private static func message(_ message: MessageDescriptor) -> SchemaDescription {
    let fields = message.fields.map { field in
      let label = field.isRepeated ? "repeated " : ""
      let oneof = field.oneofName.map { "  (one of \($0))" } ?? ""
      return "  \(label)\(field.valueType.schemaName) \(field.name) = \(field.number)\(oneof)\n"
    }
    return SchemaDescription(
      text: "message \(message.fullName)\n" + (fields.isEmpty ? "  (no fields)\n" : fields.joined()),
      json: .members(
        ("message", .string(message.fullName)),
        (
          "fields",
          .array(
            message.fields.map { field in
              .members(
                ("name", .string(field.name)),
                ("number", .number(String(field.number))),
                ("type", .string(field.valueType.schemaName)),
                ("repeated", .bool(field.isRepeated)),
                ("oneof", field.oneofName.map { .string($0) } ?? .null)
              )
            }
          )
        )
      )
    )
  }

  private static func enumeration(_ enumeration: EnumDescriptor) -> SchemaDescription {
    SchemaDescription(
      text: "enum \(enumeration.fullName)\n" + enumeration.values.map { "  \($0.name) = \($0.number)\n" }.joined(),
      json: .members(
        ("enum", .string(enumeration.fullName)),
        (
          "values",
          .array(
            enumeration.values.map { value in
              .members(("name", .string(value.name)), ("number", .number(String(value.number))))
            }
          )
        )
      )
    )
  }

  private static func documentation(_ text: String, _ indentation: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).filter { !text.isEmpty || !$0.isEmpty }
      .map { "\(indentation)// \($0)\n" }.joined()
  }
}
