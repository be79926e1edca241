import Testing

@testable import Messages

// A daemon may send anything as its schema: what is none is refused with its reason and the name of the place.
@Suite("A schema learnt from a daemon")
struct DynamicSchemaTests {
  /// A small schema that is right, for faults to be planted into.
  static let good: RpcV1.ServiceSchema = {
    var schema = RpcV1.ServiceSchema()
    var method = RpcV1.ReflectedMethod()
    method.name = "Make"
    method.requestMessage = "acme.v1.Order"
    method.responseMessage = "acme.v1.Item"
    method.serverStreaming = true
    method.idempotencyLevel = .idempotent
    var service = RpcV1.ReflectedService()
    service.name = "acme.v1.Shop"
    service.documentation = "A shop."
    service.methods = [method]
    schema.service = service
    schema.messages = [
      message("acme.v1.Item", [field("name", 1, .string)]),
      message(
        "acme.v1.Order",
        [
          field("size", 2, .enumeration, "acme.v1.Size"), field("items", 1, .message, "acme.v1.Item", repeated: true),
        ]
      ),
    ]
    var size = RpcV1.ReflectedEnumeration()
    size.name = "acme.v1.Size"
    size.values = [value("SIZE_SMALL", 1), value("SIZE_UNSPECIFIED", 0)]
    schema.enumerations = [size]
    return schema
  }()

  private static func message(_ name: String, _ fields: [RpcV1.ReflectedField]) -> RpcV1.ReflectedMessage {
    var message = RpcV1.ReflectedMessage()
    message.name = name
    message.fields = fields
    return message
  }

  private static func field(
    _ name: String,
    _ number: UInt32,
    _ type: RpcV1.FieldType,
    _ typeName: String = "",
    repeated: Bool = false
  ) -> RpcV1.ReflectedField {
    var field = RpcV1.ReflectedField()
    field.name = name
    field.number = number
    field.type = type
    field.typeName = typeName
    field.repeated = repeated
    return field
  }

  private static func value(_ name: String, _ number: Int32) -> RpcV1.ReflectedEnumerationValue {
    var value = RpcV1.ReflectedEnumerationValue()
    value.name = name
    value.number = number
    value.documentation = "about \(name)"
    return value
  }

  @Test("tells its service, its messages and its enumerations")
  func reads() throws {
    let schema = try DynamicSchema(Self.good)
    #expect(schema.service.fullName == "acme.v1.Shop")
    #expect(schema.service.documentation == "A shop.")
    let method = try #require(schema.service.method(named: "Make"))
    #expect(method.isServerStreaming && !method.isClientStreaming)
    #expect(method.idempotency == .idempotent)
    let order = try #require(schema.message(named: "acme.v1.Order"))
    #expect(method.input == order)
    #expect(order.fields.map(\.name) == ["items", "size"])
    #expect(order.field(named: "items")?.valueType == .message(method.output))
    let size = try #require(schema.enumeration(named: "acme.v1.Size"))
    #expect(size.values.map(\.number) == [0, 1])
    #expect(size.documentation(ofValue: "SIZE_SMALL") == "about SIZE_SMALL")
    #expect(schema.messages.map(\.name) == ["Item", "Order"])
    #expect(schema.enumerations == [size])
  }

  /// A fault, what it is, and words that say where.
  struct Fault: Sendable, CustomTestStringConvertible {
    let reason: DynamicSchemaError.Reason
    let words: String
    let plant: @Sendable (inout RpcV1.ServiceSchema) -> Void
    var testDescription: String { "\(reason): \(words)" }
  }

  static let faults: [Fault] = [
    Fault(reason: .noService, words: "service") { $0.service = nil },
    Fault(reason: .badName, words: "the service") { $0.service?.name = "" },
    Fault(reason: .badName, words: "a message") { $0.messages[0].name = "a..b" },
    Fault(reason: .badName, words: "a message") { $0.messages[0].name = "a.1b" },
    Fault(reason: .badName, words: "513 bytes") { $0.messages[0].name = String(repeating: "a", count: 513) },
    Fault(reason: .badName, words: "field of acme.v1.Item") { $0.messages[0].fields[0].name = "\u{1B}[31m" },
    Fault(reason: .badName, words: "the oneof of acme.v1.Item.name") { $0.messages[0].fields[0].oneof = "a b" },
    Fault(reason: .badName, words: "method of acme.v1.Shop") { $0.service?.methods[0].name = "Make it" },
    Fault(reason: .badName, words: "value of acme.v1.Size") { $0.enumerations[0].values[0].name = "-" },
    Fault(reason: .duplicateName, words: "acme.v1.Item") { $0.messages.append($0.messages[0]) },
    Fault(reason: .duplicateName, words: "acme.v1.Item") { $0.enumerations[0].name = "acme.v1.Item" },
    Fault(reason: .duplicateName, words: "field of acme.v1.Order called items") {
      $0.messages[1].fields[0].name = "items"
    },
    Fault(reason: .duplicateName, words: "called SIZE_SMALL") { $0.enumerations[0].values[1].name = "SIZE_SMALL" },
    Fault(reason: .duplicateName, words: "Make") { schema in
      schema.service?.methods.append(RpcV1.ReflectedMethod())
      schema.service?.methods[1].name = "Make"
    },
    Fault(reason: .badNumber, words: "acme.v1.Item.name") { $0.messages[0].fields[0].number = 0 },
    Fault(reason: .badNumber, words: "536870912") { $0.messages[0].fields[0].number = 536_870_912 },
    Fault(reason: .duplicateNumber, words: "acme.v1.Order.items") { $0.messages[1].fields[0].number = 1 },
    Fault(reason: .unknownType, words: "acme.v1.Item.name has the type 18") {
      $0.messages[0].fields[0].type = RpcV1.FieldType(rawValue: 18)
    },
    Fault(reason: .unknownType, words: "acme.v1.Item.name") { $0.messages[0].fields[0].type = .unspecified },
    Fault(reason: .missingType, words: "acme.v1.Order.items") { $0.messages.removeFirst() },
    Fault(reason: .missingType, words: "\"acme.v1.Size\"") { $0.enumerations = [] },
    Fault(reason: .missingType, words: "acme.v1.Shop/Make") { $0.service?.methods[0].requestMessage = "acme.v1.It" },
    Fault(reason: .missingType, words: "\"acme.v1.Size\"") { $0.service?.methods[0].responseMessage = "acme.v1.Size" },
    Fault(reason: .repeatedInOneof, words: "acme.v1.Order.items") { $0.messages[1].fields[1].oneof = "choice" },
    Fault(reason: .noValues, words: "acme.v1.Size") { $0.enumerations[0].values = [] },
    Fault(reason: .recursive, words: "acme.v1.Item > acme.v1.Order > acme.v1.Item") {
      $0.messages[0].fields.append(field("back", 2, .message, "acme.v1.Order"))
    },
    Fault(reason: .recursive, words: "acme.v1.Item > acme.v1.Item") {
      $0.messages[0].fields.append(field("itself", 2, .message, "acme.v1.Item"))
    },
    Fault(reason: .tooDeep, words: "deeper than 32") { schema in
      for level in 1...31 {
        schema.messages.append(message("acme.v1.L\(level)", [field("inner", 1, .message, "acme.v1.L\(level + 1)")]))
      }
      schema.messages.append(message("acme.v1.L32", [field("inner", 1, .message, "acme.v1.Item")]))
    },
    Fault(reason: .tooLarge, words: "257 fields") { schema in
      schema.messages[0].fields = (1...257).map { field("f\($0)", $0, .string) }
    },
    Fault(reason: .tooLarge, words: "4097 values") { schema in
      schema.enumerations[0].values = (0...4096).map { value("V\($0)", $0) }
    },
    Fault(reason: .tooLarge, words: "at most 4096") { schema in
      schema.messages += (0..<4095).map { message("acme.v1.M\($0)", []) }
    },
  ]

  @Test("is refused with its reason and the place when it is none", arguments: faults)
  func refuses(_ fault: Fault) {
    var schema = Self.good
    fault.plant(&schema)
    let error = #expect(throws: DynamicSchemaError.self) { try DynamicSchema(schema) }
    #expect(error?.reason == fault.reason)
    #expect(error?.message.contains(fault.words) == true, "\(error?.message ?? "")")
    // It is printed on terminals, and may quote what a stranger sent.
    #expect(error?.message.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
  }

  @Test("every reason for a refusal has a test")
  func reasonsAreTested() {
    #expect(Set(Self.faults.map(\.reason)) == Set(DynamicSchemaError.Reason.allCases))
  }

  @Test("as deep and as large as is decoded is taken")
  func largest() throws {
    var schema = Self.good
    for level in 1...30 {
      schema.messages.append(Self.message("a.L\(level)", [Self.field("i", 1, .message, "a.L\(level + 1)")]))
    }
    schema.messages.append(Self.message("a.L31", [Self.field("i", 1, .message, "acme.v1.Item")]))
    schema.messages.append(Self.message("a.Wide", (1...256).map { Self.field("f\($0)", $0 * 1000, .string) }))
    let learnt = try DynamicSchema(schema)
    let wide = try #require(learnt.message(named: "a.Wide"))
    #expect(wide.field(number: 255_000)?.name == "f255")
    var message = DynamicMessage(wide)
    for field in wide.fields.reversed() { try message.set(.string(field.name), for: field) }
    #expect(try DynamicMessage(wide, decodingBytes: message.encodedBytes()) == message)
    var outermost = try #require(learnt.message(named: "acme.v1.Item"))
    var deepest = DynamicMessage(outermost)
    for level in (1...31).reversed() {
      outermost = try #require(learnt.message(named: "a.L\(level)"))
      var outer = DynamicMessage(outermost)
      try outer.set(.message(deepest), for: outermost.fields[0])
      deepest = outer
    }
    #expect(try DynamicMessage(outermost, decodingBytes: deepest.encodedBytes()) == deepest)
  }

  @Test("of two names for one number the first counts, and both are understood")
  func aliases() throws {
    var schema = Self.good
    schema.enumerations[0].values.append(Self.value("SIZE_LITTLE", 1))
    let size = try #require(try DynamicSchema(schema).enumeration(named: "acme.v1.Size"))
    #expect(size.name(of: 1) == "SIZE_SMALL")
    #expect(size.number(named: "SIZE_LITTLE") == 1)
  }

  @Test("every service of the catalogue is reflected whole: what its methods use can be learnt from it alone")
  func services() throws {
    for service in SchemaCatalog.services {
      let reflected = service.reflectedSchema
      let schema = try DynamicSchema(reflected)
      #expect(schema.service.methods.map(\.name) == service.methods.map(\.name))
      #expect(schema.service.reflected == service.reflected)
      #expect(reflected.messages.map(\.name) == reflected.messages.map(\.name).sorted())
      #expect(reflected.enumerations.map(\.name) == reflected.enumerations.map(\.name).sorted())
    }
    let registry = try #require(SchemaCatalog.service(named: "ocop.registry.v1.Registry")).reflectedSchema
    #expect(registry.messages.contains { $0.name == "ocop.registry.v1.SeasonWindow" })
    #expect(!registry.messages.contains { $0.name.hasPrefix("ocop.listing") })
  }
}
