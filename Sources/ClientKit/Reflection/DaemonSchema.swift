package import Messages
package import RPC
import Services

/// What a daemon says of its services (`ocop.rpc.v1.Reflection`). Nothing of it is known to this program beforehand.
package struct DaemonSchema: Sendable {
  private let channel: any Channel
  private let options: CallOptions
  /// The daemon's endpoint, for messages.
  package let place: String

  /// - Parameters:
  ///   - channel: Where the daemon is asked.
  ///   - options: Of each of these calls.
  ///   - place: The daemon's endpoint, for messages.
  package init(channel: any Channel, options: CallOptions, place: String) {
    self.channel = channel
    self.options = options
    self.place = place
  }

  /// A method with the schema its messages belong to.
  package struct Method: Sendable {
    package let schema: DynamicSchema
    package let descriptor: MethodDescriptor
  }

  /// The services that the daemon answers, with their methods.
  package func services() async throws -> [RpcV1.ReflectedService] {
    try await listed().services
  }

  /// The same, with the names of those that did not describe themselves.
  private func listed() async throws -> RpcV1.ListServicesResponse {
    do {
      return try await RpcV1.ReflectionClient(channel: channel)
        .listServices(RpcV1.ListServicesRequest(), options: options)
    } catch {
      throw lacksReflection(error) ?? error
    }
  }

  /// Everything about one service, by its full name.
  ///
  /// - Throws: `RPCError` NOT_FOUND when the daemon does not have it; ``CommandFailure`` when it sends no schema.
  package func schema(ofService name: String) async throws -> DynamicSchema {
    var request = RpcV1.GetServiceSchemaRequest()
    request.service = name
    let answer: RpcV1.ServiceSchema
    do {
      answer = try await RpcV1.ReflectionClient(channel: channel).getServiceSchema(request, options: options)
    } catch {
      throw lacksReflection(error) ?? error
    }
    do {
      let schema = try DynamicSchema(answer)
      if schema.service.fullName == name { return schema }
    } catch {
      throw CommandFailure(.failure, "\(place) describes \(name) in a way that makes no sense: \(error.message)")
    }
    throw CommandFailure(.failure, "\(place) was asked for \(name) and describes another service")
  }

  /// Everything about every service that the daemon lists.
  package func schemas() async throws -> [DynamicSchema] {
    var schemas: [DynamicSchema] = []
    for service in try await services() { schemas.append(try await schema(ofService: service.name)) }
    return schemas
  }

  /// The method with a name: "ocop.registry.v1.Registry/GetRecord", "Registry/GetRecord", or "GetRecord" when only one
  /// service has it.
  ///
  /// - Throws: ``CommandFailure`` when there is none or more than one, and when a service that may have it did not
  ///   describe itself.
  package func method(named name: String) async throws -> Method {
    if let slash = name.lastIndex(of: "/"), name[..<slash].contains("."), let found = try await method(path: name) {
      return found
    }
    let listed = try await listed()
    let paths = listed.services.flatMap { service in service.methods.map { "\(service.name)/\($0.name)" } }
    let found = paths.filter { $0 == name || $0.hasSuffix("." + name) || $0.hasSuffix("/" + name) }
    if found.count > 1 {
      throw CommandFailure(
        .usage,
        "\"\(name)\" is the name of several methods; say which: \(found.joined(separator: ", ").printable)."
      )
    }
    if let path = found.first, let method = try await method(path: path) { return method }
    let silent = listed.withoutAnswer.filter { Self.mayHave(name, service: $0) }
    if !silent.isEmpty {
      throw CommandFailure(
        .unavailable,
        "whether there is a method \"\(name)\" is not known: \(silent.joined(separator: ", ").printable) did not say "
          + "through \(place) what it can do. Try again, or see \"ocop status\"."
      )
    }
    let known = paths + paths.map(Self.shortPath)
    throw CommandFailure(
      .usage,
      "\(place) has no method \"\(name)\"." + Suggestion.clause(for: name, among: known).printable
        + " \"ocop describe\" lists them; of a service that is down, nothing is known."
    )
  }

  /// The method with a full path; nil when the daemon has none.
  private func method(path: String) async throws -> Method? {
    guard let slash = path.lastIndex(of: "/") else { return nil }
    let schema: DynamicSchema
    do {
      schema = try await self.schema(ofService: String(path[..<slash]))
    } catch let error as RPCError where error.code == .notFound {
      return nil
    }
    return schema.service.method(named: String(path[path.index(after: slash)...])).map {
      Method(schema: schema, descriptor: $0)
    }
  }

  /// Whether a name may be that of a method of a service: of any when it names none.
  private static func mayHave(_ name: String, service: String) -> Bool {
    guard let slash = name.lastIndex(of: "/") else { return true }
    return service == name[..<slash] || service.hasSuffix("." + name[..<slash])
  }

  /// "Registry/GetRecord"
  private static func shortPath(_ path: String) -> String {
    let slash = path.lastIndex(of: "/") ?? path.endIndex
    return path[..<slash].lastIndex(of: ".").map { String(path[path.index(after: $0)...]) } ?? path
  }

  private func lacksReflection(_ error: RPCError) -> CommandFailure? {
    guard error.code == .unimplemented else { return nil }
    return CommandFailure(
      .failure,
      "\(place) does not say what it can do (it lacks ocop.rpc.v1.Reflection), and nothing of that is built into this "
        + "command: \(error.message.printable)"
    )
  }
}

extension MethodDescriptor {
  /// The method as channels take it.
  package var callable: AnyMethod {
    let kind: MethodKind =
      switch (isClientStreaming, isServerStreaming) {
      case (false, false): .unary
      case (true, false): .clientStreaming
      case (false, true): .serverStreaming
      case (true, true): .bidirectional
      }
    let idempotency: RPC.Idempotency =
      switch self.idempotency {
      case .unknown: .unknown
      case .noSideEffects: .noSideEffects
      case .idempotent: .idempotent
      }
    return AnyMethod(service: serviceFullName, name: name, kind: kind, idempotency: idempotency)
  }
}
