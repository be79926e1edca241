import Messages
import RPC
import RPCInProcess
import RPCSocket
import Services
import Synchronization
import Testing

@testable import Gateway

/// Goal: whatever can be called through the gateway can be learnt from it, as the service behind it describes it, and
/// what cannot be called is not claimed. Method: a real gateway between real sockets; time is moved by hand where it
/// matters.
@Suite("Reflection through the gateway", .timeLimit(.minutes(1)))
struct ReflectionTests {
  private static let registry = "ocop.registry.v1.Registry"

  /// A router with one method of a service, and reflection.
  private static func described<Request: Message, Response: Message>(_ method: Method<Request, Response>) -> Router {
    var router = Router()
    router.unary(method) { _, _ in Response() }
    router.registerReflection()
    return router
  }

  private static var getRecord: Router { described(RegistryV1.RegistryMethods.getRecord) }

  private func services(_ channel: any Channel) async throws -> [RpcV1.ReflectedService] {
    try await RpcV1.ReflectionClient(channel: channel).listServices(RpcV1.ListServicesRequest()).services
  }

  private func schema(_ service: String, _ channel: any Channel) async throws -> RpcV1.ServiceSchema {
    var request = RpcV1.GetServiceSchemaRequest()
    request.service = service
    return try await RpcV1.ReflectionClient(channel: channel).getServiceSchema(request)
  }

  @Test("the gateway's own services and those behind it are listed, sorted, with the methods that they really have")
  func lists() async throws {
    let services = TestInstallation.Services(
      registry: Self.getRecord,
      listing: Self.described(ListingV1.ListingMethods.listRecords)
    )
    try await TestInstallation.with(services) { installation in
      let listed = try await self.services(installation.client)
      let names = listed.map(\.name)
      #expect(names == names.sorted())
      #expect(
        Set(names).isSuperset(of: [
          "ocop.gateway.v1.Gateway", "ocop.listing.v1.Listing", Self.registry, "ocop.rpc.v1.Health",
          "ocop.rpc.v1.Reflection",
        ])
      )
      // Down, so it is left out.
      #expect(!names.contains("ocop.reporting.v1.Reporting"))
      let answer = try await RpcV1.ReflectionClient(channel: installation.client)
        .listServices(RpcV1.ListServicesRequest())
      #expect(answer.withoutAnswer == ["ocop.reporting.v1.Reporting"])
      #expect(Set(names).count == names.count, "the services' own Health and Reflection are not reached through here")
      #expect(listed.first { $0.name == Self.registry }?.methods.map(\.name) == ["GetRecord"])
    }
  }

  @Test("a schema is what the service says, enough to call it, and its own errors come from it alone")
  func schemas() async throws {
    try await TestInstallation.with(.init(registry: Self.getRecord)) { installation in
      let learnt = try DynamicSchema(try await schema(Self.registry, installation.client))
      let method = try #require(learnt.service.method(named: "GetRecord"))
      #expect(learnt.service.methods.count == 1)
      #expect(learnt.message(named: "ocop.registry.v1.SeasonWindow") != nil)
      let answer = try await installation.client.unary(
        AnyMethod(path: method.path, kind: .unary),
        request: DynamicMessage(method.input).encodedBytes(),
        options: CallOptions()
      )
      #expect(answer.message.isEmpty)
      for own in ["ocop.gateway.v1.Gateway", "ocop.rpc.v1.Reflection", "ocop.rpc.v1.Health"] {
        let described = try await schema(own, installation.client)
        #expect(described.service?.name == own)
      }
    }
  }

  @Test("a service that is down is named with its address only when it is asked for, by the gateway itself")
  func down() async throws {
    try await TestInstallation.with(.init(registry: Self.getRecord)) { installation in
      let endpoint = try #require(installation.endpoints["listing"])
      let error = await rpcError { _ = try await self.schema("ocop.listing.v1.Listing", installation.client) }
      #expect(error?.code == .unavailable)
      #expect(error?.origin == .proxy)
      #expect(error?.message.contains("listing at \(endpoint)") == true, "\(String(describing: error))")
    }
  }

  @Test("a service that is silent costs its time limit and is left out, or UNAVAILABLE when it is asked for")
  func silent() async throws {
    let silent = TestInstallation.socketPath()
    let listener = try SilentListener(path: silent)
    var limits = GatewayServer.Limits()
    limits.reflectionTimeout = .milliseconds(50)
    let installation = try await TestInstallation(endpoints: ["registry": .unix(path: silent)], limits: limits)
    let names = try await services(installation.client).map(\.name)
    #expect(names.contains("ocop.gateway.v1.Gateway") && !names.contains(Self.registry))
    let error = await rpcError { _ = try await self.schema(Self.registry, installation.client) }
    #expect(error?.code == .unavailable)
    #expect(error?.message == "registry at unix:\(silent) did not describe itself in time")
    await installation.client.close()
    installation.gateway.stopNow()
    await installation.gateway.waitUntilStopped()
    withExtendedLifetime(listener) {}
  }

  @Test("a service without reflection is said to lack it, and a service that nobody has is NOT_FOUND")
  func unknown() async throws {
    try await TestInstallation.with(.init(registry: Router())) { installation in
      let older = await rpcError { _ = try await self.schema(Self.registry, installation.client) }
      #expect(older?.code == .unimplemented)
      #expect(older?.origin == .proxy)
      #expect(older?.message.contains("does not offer reflection") == true)
      let unknown = await rpcError { _ = try await self.schema("ocop.other.v1.Other", installation.client) }
      #expect(unknown?.code == .notFound)
      #expect(unknown?.message.contains(Self.registry) == true)
      #expect(unknown?.resources.map(\.name) == ["ocop.other.v1.Other"])
    }
  }

  /// Reflection of a gateway in front of one service that describes itself by `answer`.
  private func reflection(
    time: ManualTime,
    _ answer: @escaping @Sendable () throws -> RpcV1.ServiceSchema
  ) -> InstallationReflectionService {
    var router = Router()
    router.unary(RpcV1.ReflectionMethods.getServiceSchema) { _, _ in try answer() }
    return InstallationReflectionService(
      own: ReflectionService(paths: ReflectionService.ownPaths),
      upstreams: { [router] in
        [.init(name: "registry", address: "unix:/r", service: Self.registry, channel: InProcessChannel(router: router))]
      },
      timeout: .seconds(10),
      cacheDuration: .seconds(2),
      time: time
    )
  }

  private func asked(_ service: InstallationReflectionService) async throws -> RpcV1.ServiceSchema {
    var request = RpcV1.GetServiceSchemaRequest()
    request.service = Self.registry
    return try await service.getServiceSchema(request, context: CallContext(path: "test"))
  }

  @Test("a description is used for a short time, then the service is asked again; a failure is not remembered")
  func cache() async throws {
    let time = ManualTime()
    let count = Mutex(0)
    let service = reflection(time: time) {
      let number = count.withLock { count in
        count += 1
        return count
      }
      if number == 1 { throw RPCError(.unavailable, "starting") }
      var schema = RpcV1.ServiceSchema()
      schema.service = RpcV1.ReflectedService()
      schema.service?.name = Self.registry
      schema.service?.documentation = "version \(number)"
      return schema
    }
    let failure = await rpcError { _ = try await self.asked(service) }
    #expect(failure?.message == "registry at unix:/r: starting")
    for (pause, expected) in [(0.0, "version 2"), (1.9, "version 2"), (0.2, "version 3"), (5, "version 4")] {
      time.advance(by: .seconds(pause))
      let schema = try await asked(service)
      #expect(schema.service?.documentation == expected)
    }
  }

  @Test("a description that is too large, or of another service, is not passed on")
  func senseless() async throws {
    let tooMuch = String(repeating: "x", count: InstallationReflectionService.schemaBytesMax)
    for (name, comment, code) in [
      (Self.registry, tooMuch, StatusCode.resourceExhausted), ("ocop.other.v1.Other", "", .internalError),
    ] {
      let service = reflection(time: ManualTime()) {
        var schema = RpcV1.ServiceSchema()
        schema.service = RpcV1.ReflectedService()
        schema.service?.name = name
        schema.service?.documentation = comment
        return schema
      }
      let error = await rpcError { _ = try await self.asked(service) }
      #expect(error?.code == code)
      #expect(error?.origin == .proxy)
      let listed = try await service.listServices(RpcV1.ListServicesRequest(), context: CallContext(path: "test"))
      #expect(listed.services.map(\.name) == ["ocop.rpc.v1.Reflection"])
    }
  }

  @Test("a caller that takes only small answers is told so, and nothing larger is sent")
  func smallCaller() async throws {
    try await TestInstallation.with(.init(registry: Self.getRecord)) { installation in
      var request = RpcV1.GetServiceSchemaRequest()
      request.service = Self.registry
      var options = CallOptions()
      options.responseBytesMax = 500
      let error = await rpcError { [options, request] in
        _ = try await RpcV1.ReflectionClient(channel: installation.client).getServiceSchema(request, options: options)
      }
      #expect(error?.code == .resourceExhausted)
    }
  }
}
