/// Makes types of a schema that a daemon sent, and refuses what is not one.
struct DynamicSchemaReader {
  private let schema: RpcV1.ServiceSchema
  private let limits: DynamicSchemaLimits
  private let messageIndexes: [String: Int]
  private let enumerations: [EnumType]
  private let enumerationIndexes: [String: Int]

  /// Reads the names of all types.
  init(_ schema: RpcV1.ServiceSchema, limits: DynamicSchemaLimits) throws(DynamicSchemaError) {
    self.schema = schema
    self.limits = limits
    let names = DynamicSchemaNames(limits: limits)
    let messageIndexes = try names.indexes(schema.messages.map(\.name), kind: "message")
    let enumerationIndexes = try names.indexes(schema.enumerations.map(\.name), kind: "enumeration")
    if let name = messageIndexes.keys.filter({ enumerationIndexes[$0] != nil }).min() {
      throw DynamicSchemaError(.duplicateName, "\(name) is a message and an enumeration")
    }
    var enumerations: [EnumType] = []
    for enumeration in schema.enumerations { enumerations.append(try Self.type(enumeration, names, limits)) }
    self.enumerations = enumerations
    self.messageIndexes = messageIndexes
    self.enumerationIndexes = enumerationIndexes
  }

  /// All messages with their fields.
  func types() throws(DynamicSchemaError) -> ReflectedTypes {
    var messages: [MessageType] = []
    for message in schema.messages {
      messages.append(
        MessageType(
          fullName: message.name,
          documentation: message.documentation,
          contents: MessageContents(fields: try fields(of: message))
        )
      )
    }
    let types = ReflectedTypes(messages: messages, enumerations: enumerations)
    if !limits.admitsRecursion { try DynamicSchemaDepth.check(messages, depthMax: limits.depthMax) }
    return types
  }

  /// The service with its methods.
  func service(_ types: ReflectedTypes) throws(DynamicSchemaError) -> ServiceDescriptor {
    guard let service = schema.service else { throw DynamicSchemaError(.noService, "the schema lacks its service") }
    let names = DynamicSchemaNames(limits: limits)
    try names.check(service.name, what: "the service")
    _ = try names.indexes(service.methods.map(\.name), kind: "method of \(service.name)")
    var methods: [MethodDescriptor] = []
    for method in service.methods {
      let place = "\(service.name)/\(method.name)"
      methods.append(
        MethodDescriptor(
          serviceFullName: service.name,
          name: method.name,
          input: try message(method.requestMessage, of: types, place),
          output: try message(method.responseMessage, of: types, place),
          isClientStreaming: method.clientStreaming,
          isServerStreaming: method.serverStreaming,
          idempotency: MethodDescriptor.Idempotency(method.idempotencyLevel),
          access: MethodAccess(method.access),
          documentation: method.documentation
        )
      )
    }
    return ServiceDescriptor(fullName: service.name, documentation: service.documentation, methods: methods)
  }

  private func message(
    _ name: String,
    of types: ReflectedTypes,
    _ place: String
  ) throws(DynamicSchemaError) -> MessageDescriptor {
    if let message = types.message(named: name) { return message }
    throw DynamicSchemaError(.missingType, "\(place) uses the message \"\(name)\", which the schema lacks")
  }

  private func fields(of message: RpcV1.ReflectedMessage) throws(DynamicSchemaError) -> [FieldRecord] {
    if message.fields.count > limits.fieldsMax {
      throw DynamicSchemaError(
        .tooLarge,
        "\(message.name) has \(message.fields.count) fields; at most \(limits.fieldsMax) are taken"
      )
    }
    let names = DynamicSchemaNames(limits: limits)
    _ = try names.indexes(message.fields.map(\.name), kind: "field of \(message.name)")
    var numbers: Set<UInt32> = []
    var records: [FieldRecord] = []
    for field in message.fields {
      let place = "\(message.name).\(field.name)"
      guard (1...536_870_911).contains(field.number) else {
        throw DynamicSchemaError(.badNumber, "\(place) has the number \(field.number); 1 to 536870911 are allowed")
      }
      guard numbers.insert(field.number).inserted else {
        throw DynamicSchemaError(.duplicateNumber, "\(place) has the number \(field.number), as another field has")
      }
      if !field.oneof.isEmpty {
        try names.check(field.oneof, what: "the oneof of \(place)")
        if field.repeated { throw DynamicSchemaError(.repeatedInOneof, "\(place) is repeated and in a oneof") }
      }
      records.append(try record(field, of: message.name, place))
    }
    return records
  }

  private func record(
    _ field: RpcV1.ReflectedField,
    of messageName: String,
    _ place: String
  ) throws(DynamicSchemaError) -> FieldRecord {
    guard let encoding = FieldEncoding(rawValue: field.type.rawValue) else {
      throw DynamicSchemaError(
        .unknownType,
        "\(place) has the type \(field.type.rawValue), which this program does not know: is it older than the service?"
      )
    }
    let reference: FieldRecord.Reference
    switch encoding {
    case .message:
      guard let index = messageIndexes[field.typeName] else { throw missingType(field, "message", place) }
      reference = .reflected(index)
    case .enumeration:
      guard let index = enumerationIndexes[field.typeName] else { throw missingType(field, "enumeration", place) }
      reference = .enumeration(enumerations[index])
    default: reference = .none
    }
    return FieldRecord(
      messageFullName: messageName,
      name: field.name,
      number: Int(field.number),
      encoding: encoding,
      isRepeated: field.repeated,
      oneofName: field.oneof.isEmpty ? nil : field.oneof,
      reference: reference,
      documentation: field.documentation
    )
  }

  private func missingType(_ field: RpcV1.ReflectedField, _ kind: String, _ place: String) -> DynamicSchemaError {
    DynamicSchemaError(.missingType, "\(place) is of the \(kind) \"\(field.typeName)\", which the schema lacks")
  }

  private static func type(
    _ enumeration: RpcV1.ReflectedEnumeration,
    _ names: DynamicSchemaNames,
    _ limits: DynamicSchemaLimits
  ) throws(DynamicSchemaError) -> EnumType {
    if enumeration.values.isEmpty { throw DynamicSchemaError(.noValues, "\(enumeration.name) has no values") }
    if enumeration.values.count > limits.valuesMax {
      throw DynamicSchemaError(
        .tooLarge,
        "\(enumeration.name) has \(enumeration.values.count) values; at most \(limits.valuesMax) are taken"
      )
    }
    _ = try names.indexes(enumeration.values.map(\.name), kind: "value of \(enumeration.name)")
    return EnumType(
      fullName: enumeration.name,
      values: enumeration.values.map { EnumDescriptor.Value(name: $0.name, number: $0.number) }
        .sorted { $0.number < $1.number },
      documentation: EnumType.Documentation(
        enumeration: enumeration.documentation,
        values: Dictionary(
          enumeration.values.map { ($0.name, $0.documentation) },
          uniquingKeysWith: { first, _ in first }
        )
      )
    )
  }
}
