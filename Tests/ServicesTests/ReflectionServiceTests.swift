import Messages
import RPC
import RPCInProcess
import Services
import Testing

// Goal: what a daemon says of itself is what it has, no more and no less, and is enough to call it.
@Suite("Reflection of a daemon", .timeLimit(.minutes(1)))
struct ReflectionServiceTests {
  /// Two methods of one service, of which the schema has four, and a method that no schema has.
  private static var router: Router {
    var router = Router()
    router.unary(RegistryV1.RegistryMethods.getRecord) { request, _ in
      var producer = RegistryV1.Producer()
      producer.producerID = request.id
      var record = RegistryV1.Record()
      record.record = .producer(producer)
      return record
    }
    router.serverStreaming(RegistryV1.RegistryMethods.watch) { _, _, _ in }
    router.unary(
      Method<RpcV1.CheckRequest, RpcV1.CheckResponse>(service: "acme.v1.Hidden", name: "Do", kind: .unary)
    ) { _, _ in RpcV1.CheckResponse() }
    router.registerReflection()
    return router
  }

  private let client = RpcV1.ReflectionClient(channel: InProcessChannel(router: Self.router))

  private func schema(_ service: String) async throws -> RpcV1.ServiceSchema {
    var request = RpcV1.GetServiceSchemaRequest()
    request.service = service
    return try await client.getServiceSchema(request)
  }

  @Test("lists the services of the schema that are registered, sorted, with the registered methods, and itself")
  func lists() async throws {
    let services = try await client.listServices(RpcV1.ListServicesRequest()).services
    #expect(services.map(\.name) == ["ocop.registry.v1.Registry", "ocop.rpc.v1.Reflection"])
    #expect(services[0].methods.map(\.name) == ["GetRecord", "Watch"])
    #expect(services[0].methods.map(\.serverStreaming) == [false, true])
    #expect(services[0].methods[0].idempotencyLevel == .noSideEffects)
    #expect(services[0].documentation == "Who the producers are, what they make, and what was recognised.")
    #expect(services[1].methods.map(\.name) == ["ListServices", "GetServiceSchema"])
  }

  @Test("a schema has comments of messages, fields, enumerations and values, and no messages that are not used")
  func schemas() async throws {
    let schema = try await schema("ocop.registry.v1.Registry")
    let names = schema.messages.map(\.name)
    #expect(names.contains("ocop.common.v1.ChangeEvent") && !names.contains("ocop.registry.v1.ListRecordsRequest"))
    let event = try #require(schema.messages.first { $0.name == "ocop.common.v1.ChangeEvent" })
    #expect(event.documentation.hasPrefix("One committed change."))
    #expect(event.fields[0].documentation == "Position in the log: 1, 2, 3, … without gaps.")
    #expect(schema.enumerations.contains { !$0.documentation.isEmpty })
    #expect(schema.enumerations.flatMap(\.values).contains { !$0.documentation.isEmpty })
  }

  @Test("its own schema is enough to ask for any schema, without any type that is compiled in")
  func describesItself() async throws {
    let channel = InProcessChannel(router: Self.router)
    let learnt = try DynamicSchema(try await schema("ocop.rpc.v1.Reflection"))
    let method = try #require(learnt.service.method(named: "GetServiceSchema"))
    var request = DynamicMessage(method.input)
    let field = try #require(method.input.field(named: "service"))
    try request.set(.string("ocop.registry.v1.Registry"), for: field)
    let answer = try await channel.unary(
      AnyMethod(path: method.path, kind: .unary),
      request: request.encodedBytes(),
      options: CallOptions()
    )
    let described = try DynamicMessage(method.output, decodingBytes: answer.message)
    let typed = try await schema("ocop.registry.v1.Registry")
    #expect(described.encodedBytes() == typed.encodedBytes())
  }

  @Test("a service that is not here is NOT_FOUND, with what there is")
  func missing() async {
    for name in ["ocop.listing.v1.Listing", "acme.v1.Hidden", "", String(repeating: "x", count: 10_000)] {
      do {
        _ = try await schema(name)
        Issue.record("\(name) was described")
      } catch {
        let error = error as? RPCError
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("there is ocop.registry.v1.Registry, ocop.rpc.v1.Reflection") == true)
        #expect(error?.resources.map(\.name) == [String(name.prefix(200))])
      }
    }
  }
}
