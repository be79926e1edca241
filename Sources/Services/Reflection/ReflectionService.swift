public import Messages
public import RPC

/// Answers ocop.rpc.v1.Reflection for what a router has: of the compiled-in schema the services and methods that are
/// registered, and no others. What is registered without being in the schema is not described.
public struct ReflectionService: RpcV1.ReflectionServiceProtocol {
  private let paths: Set<String>

  /// Reflection for methods by their paths ("ocop.registry.v1.Registry/GetRecord").
  public init(paths: [String]) {
    self.paths = Set(paths)
  }

  /// Full names of the services that are described, sorted.
  public var serviceNames: [String] { services.map(\.fullName) }

  /// Described anew for each call: that takes well under a millisecond, and holds no memory in between.
  private var services: [ServiceDescriptor] {
    SchemaCatalog.services.compactMap { service(named: $0.fullName) }.sorted { $0.fullName < $1.fullName }
  }

  private func service(named name: String) -> ServiceDescriptor? {
    let offered = SchemaCatalog.service(named: name)?.keepingMethods { paths.contains($0.path) }
    return offered.flatMap { $0.methods.isEmpty ? nil : $0 }
  }

  /// What is known of one service; nil when it is not here.
  public func schema(ofService name: String) -> RpcV1.ServiceSchema? {
    service(named: name)?.reflectedSchema
  }

  /// The services this daemon answers, with their methods.
  public func listServices(
    _ request: RpcV1.ListServicesRequest,
    context: CallContext
  ) async throws -> RpcV1.ListServicesResponse {
    var response = RpcV1.ListServicesResponse()
    response.services = services.map(\.reflected)
    return response
  }

  /// The messages and enumerations that the methods of a service use, however deep. Throws NOT_FOUND for a service that
  /// is not here.
  public func getServiceSchema(
    _ request: RpcV1.GetServiceSchemaRequest,
    context: CallContext
  ) async throws -> RpcV1.ServiceSchema {
    guard let schema = schema(ofService: request.service) else {
      throw Self.missing(request.service, known: serviceNames)
    }
    return schema
  }

  /// NOT_FOUND for a service that is none of those known.
  public static func missing(_ service: String, known: [String]) -> RPCError {
    // It came from outside and goes into a message: cut.
    let name = String(service.prefix(200))
    return .missing(
      "service",
      name: name,
      description: "no service \"\(name)\" here; there is \(known.joined(separator: ", "))"
    )
  }
}
