import ClientKit
import Messages

/// Parts of a daemon's schema, for people and for programs.
struct SchemaDescription: Sendable {
  let text: String
  let json: JSONValue

  /// Every service that a daemon has, with its methods.
  static func services(of daemon: DaemonSchema) async throws -> SchemaDescription {
    let services = try await daemon.schemas().map(\.service)
    return SchemaDescription(
      text: services.map { service($0, isBrief: true).text }.joined(separator: "\n"),
      json: .array(services.map { service($0, isBrief: true).json })
    )
  }

  /// What has a name: full ("ocop.registry.v1.Producer"), or its last part when only one thing is called so.
  ///
  /// - Throws: ``CommandFailure`` when nothing is, or several things are.
  static func named(_ name: String, of daemon: DaemonSchema) async throws -> SchemaDescription {
    if name.contains("/") { return method(try await daemon.method(named: name).descriptor) }
    var candidates: [String: () -> SchemaDescription] = [:]
    for schema in try await daemon.schemas() {
      candidates[schema.service.fullName] = { service(schema.service, isBrief: false) }
      for type in schema.messages { candidates[type.fullName] = { message(type) } }
      for type in schema.enumerations { candidates[type.fullName] = { enumeration(type) } }
      for descriptor in schema.service.methods { candidates[descriptor.path] = { method(descriptor) } }
    }
    if let exact = candidates[name] { return exact() }
    let found = candidates.keys.filter { $0.hasSuffix(".\(name)") || $0.hasSuffix("/\(name)") }.sorted()
    if found.count == 1, let description = candidates[found[0]] { return description() }
    if found.isEmpty {
      let names = candidates.keys.sorted()
      let lastNames = names.map { String($0.split { $0 == "." || $0 == "/" }.last ?? "") }
      throw CommandFailure(
        .usage,
        "\(daemon.place) has nothing called \"\(name)\"." + Suggestion.clause(for: name, among: names + lastNames)
          + " \"ocop describe\" lists the services; of a service that is down, nothing is known."
      )
    }
    throw CommandFailure(
      .usage,
      "several things are called \"\(name)\"; say which: \(found.joined(separator: ", "))."
    )
  }

  /// - Parameter isBrief: whether methods are shown without their comments.
  private static func service(_ service: ServiceDescriptor, isBrief: Bool) -> SchemaDescription {
    let methods = service.methods.map { method in
      (isBrief ? "" : documentation(method.documentation)) + "  " + signature(method) + "\n"
    }
    return SchemaDescription(
      text: "service \(service.fullName)\n" + documentation(service.documentation) + methods.joined(),
      json: .members(
        ("service", .string(service.fullName)),
        ("documentation", .string(service.documentation)),
        ("methods", .array(service.methods.map(json)))
      )
    )
  }

  private static func method(_ method: MethodDescriptor) -> SchemaDescription {
    let head = "method \(method.path)\n" + documentation(method.documentation) + "  \(signature(method))\n"
    let output = method.input == method.output ? [] : [message(method.output).text]
    return SchemaDescription(
      text: ([head, message(method.input).text] + output + [ExampleCall.text(of: method)]).joined(separator: "\n"),
      json: json(method)
    )
  }

  private static func signature(_ method: MethodDescriptor) -> String {
    let input = (method.isClientStreaming ? "stream " : "") + method.input.fullName
    let output = (method.isServerStreaming ? "stream " : "") + method.output.fullName
    return "\(method.name)(\(input)) returns (\(output))  [\(callers(method.access))]"
  }

  /// Who may call it: "province, office".
  private static func callers(_ access: MethodAccess) -> String {
    if access.isForEverybody { return "everybody" }
    return AccessRole.allCases.filter { access.scope(of: $0) != nil }.map(\.name).joined(separator: ", ")
  }

  private static func json(_ method: MethodDescriptor) -> JSONValue {
    let idempotency =
      switch method.idempotency {
      case .unknown: "unknown"
      case .noSideEffects: "no_side_effects"
      case .idempotent: "idempotent"
      }
    return .members(
      ("method", .string(method.path)),
      ("documentation", .string(method.documentation)),
      ("input", .string(method.input.fullName)),
      ("output", .string(method.output.fullName)),
      ("client_streaming", .bool(method.isClientStreaming)),
      ("server_streaming", .bool(method.isServerStreaming)),
      ("idempotency", .string(idempotency)),
      ("callers", .string(callers(method.access)))
    )
  }

  private static func message(_ message: MessageDescriptor) -> SchemaDescription {
    let fields = message.fields.map { field in
      let label = field.isRepeated ? "repeated " : ""
      let oneof = field.oneofName.map { "  (one of \($0))" } ?? ""
      return documentation(field.documentation)
        + "  \(label)\(field.typeName) \(field.name) = \(field.number)\(oneof)\n"
    }
    return SchemaDescription(
      text: "message \(message.fullName)\n" + documentation(message.documentation)
        + (fields.isEmpty ? "  (no fields)\n" : fields.joined()),
      json: .members(
        ("message", .string(message.fullName)),
        ("documentation", .string(message.documentation)),
        ("fields", .array(message.fields.map(json)))
      )
    )
  }

  private static func json(_ field: FieldDescriptor) -> JSONValue {
    .members(
      ("name", .string(field.name)),
      ("number", .number(String(field.number))),
      ("type", .string(field.typeName)),
      ("repeated", .bool(field.isRepeated)),
      ("oneof", field.oneofName.map { .string($0) } ?? .null),
      ("documentation", .string(field.documentation))
    )
  }

  private static func enumeration(_ enumeration: EnumDescriptor) -> SchemaDescription {
    let values = enumeration.values.map { value in
      documentation(enumeration.documentation(ofValue: value.name)) + "  \(value.name) = \(value.number)\n"
    }
    return SchemaDescription(
      text: "enum \(enumeration.fullName)\n" + documentation(enumeration.documentation) + values.joined(),
      json: .members(
        ("enum", .string(enumeration.fullName)),
        ("documentation", .string(enumeration.documentation)),
        (
          "values",
          .array(
            enumeration.values.map { value in
              .members(
                ("name", .string(value.name)),
                ("number", .number(String(value.number))),
                ("documentation", .string(enumeration.documentation(ofValue: value.name)))
              )
            }
          )
        )
      )
    )
  }

  /// The comment as the lines of one. It comes from a daemon: what would act on a terminal is replaced.
  private static func documentation(_ text: String) -> String {
    if text.isEmpty { return "" }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.map { "  // \(String($0).printable)\n" }.joined()
  }
}
