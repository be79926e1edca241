import Messages
import RPC
import Services
import Synchronization

/// Answers ocop.rpc.v1.Reflection for everything that can be called through the gateway: its own services from its own
/// schema, and those behind it as they describe themselves, so that a service may be of another version.
struct InstallationReflectionService: RpcV1.ReflectionServiceProtocol {
  /// A service behind the gateway.
  struct Upstream: Sendable {
    /// "listing".
    let name: String
    /// Where it listens, as it was configured: "tcp:127.0.0.1:7402".
    let address: String
    /// Full name of the service whose calls go there: "ocop.listing.v1.Listing".
    let service: String
    let channel: any Channel
  }

  /// Largest description of a service that is taken, in bytes. All of them together fit into one answer.
  static let schemaBytesMax = 1024 * 1024

  private let own: ReflectionService
  private let upstreams: @Sendable () -> [Upstream]
  private let timeout: Duration
  private let cache: ReflectionCache

  /// - Parameters:
  ///   - own: reflection of what the gateway answers itself.
  ///   - timeout: longest time a service has to answer.
  ///   - cacheDuration: how long a description is used before the service is asked again.
  init(
    own: ReflectionService,
    upstreams: @escaping @Sendable () -> [Upstream],
    timeout: Duration,
    cacheDuration: Duration,
    time: any TimeSource = SystemTimeSource()
  ) {
    self.own = own
    self.upstreams = upstreams
    self.timeout = timeout
    cache = ReflectionCache(duration: cacheDuration, time: time)
  }

  /// The services that can be called here. Of one that does not answer only the name is told.
  func listServices(
    _ request: RpcV1.ListServicesRequest,
    context: CallContext
  ) async throws -> RpcV1.ListServicesResponse {
    // Some of the caller's time is kept for the answer, so that one dead service does not cost the caller the others.
    let limit = limit(context)
    let upstreams = upstreams()
    let described = await withTaskGroup(of: RpcV1.ReflectedService?.self) { group in
      for upstream in upstreams {
        group.addTask { try? await schema(of: upstream, timeout: limit).service }
      }
      var services: [RpcV1.ReflectedService] = []
      for await service in group {
        if let service { services.append(service) }
      }
      return services
    }
    var response = try await own.listServices(request, context: context)
    response.services = (response.services + described).sorted { $0.name < $1.name }
    response.withoutAnswer = Set(upstreams.map(\.service)).subtracting(described.map(\.name)).sorted()
    return response
  }

  /// The messages of one service. Throws NOT_FOUND for one that cannot be called here, and what went wrong for one that
  /// is behind the gateway and does not describe itself.
  func getServiceSchema(
    _ request: RpcV1.GetServiceSchemaRequest,
    context: CallContext
  ) async throws -> RpcV1.ServiceSchema {
    if let schema = own.schema(ofService: request.service) { return schema }
    let upstreams = upstreams()
    guard let upstream = upstreams.first(where: { $0.service == request.service }) else {
      throw ReflectionService.missing(
        request.service,
        known: (own.serviceNames + upstreams.map(\.service)).sorted()
      )
    }
    return try await schema(of: upstream, timeout: limit(context))
  }

  private func limit(_ context: CallContext) -> Duration {
    context.timeRemaining.map { min($0 * 3 / 4, timeout) } ?? timeout
  }

  private func schema(of upstream: Upstream, timeout: Duration) async throws -> RpcV1.ServiceSchema {
    try await cache.schema(ofService: upstream.service) {
      var request = RpcV1.GetServiceSchemaRequest()
      request.service = upstream.service
      var options = CallOptions(timeout: timeout)
      options.responseBytesMax = Self.schemaBytesMax
      let schema: RpcV1.ServiceSchema
      do throws(RPCError) {
        schema = try await RpcV1.ReflectionClient(channel: upstream.channel).getServiceSchema(request, options: options)
      } catch {
        throw Self.told(error, of: upstream)
      }
      guard schema.service?.name == upstream.service else {
        let message = "\(upstream.name) at \(upstream.address) describes another service than \(upstream.service)"
        throw RPCError(.internalError, message, origin: .proxy)
      }
      return schema
    }
  }

  /// What the caller is told when a service does not describe itself: that it was a proxy which found this out, and
  /// which service it is.
  private static func told(_ error: RPCError, of upstream: Upstream) -> RPCError {
    var told = error
    told.origin = .proxy
    let place = "\(upstream.name) at \(upstream.address)"
    switch error.code {
    case .deadlineExceeded:
      told.code = .unavailable
      told.message = "\(place) did not describe itself in time"
    case .unimplemented:
      told.message = "\(place) does not offer reflection (ocop.rpc.v1.Reflection): is it of an older version?"
    default:
      if !error.message.contains(upstream.address) { told.message = "\(place): \(error.message)" }
    }
    return told
  }
}
