public import Audit
public import Feed
public import Messages
import Observability
public import RPC
public import RPCSocket
import RPCTracing
import Services

/// What a daemon is made of.
public struct ServiceParts: Sendable {
  /// Starts to listen at addresses.
  public typealias StartListening =
    @Sendable ([ListenAddress], ServiceEnvironment) async throws -> any ServiceListener

  /// Follows other services' feeds until its task is cancelled; nil when the daemon follows none.
  let follow: (@Sendable () async -> Void)?
  /// How far the daemon has followed other services.
  let followerStatuses: @Sendable () -> [RpcV1.FollowerStatus]
  /// How connections are taken.
  let startListening: StartListening

  /// A daemon that answers calls by a router. The services that every daemon has are added to it.
  ///
  /// - Parameters:
  ///   - register: adds the daemon's own methods.
  ///   - logHead: the head of its change log, for its status; nil when it keeps none.
  ///   - refusals: takes calls that are refused into its audit log; nil when it keeps none.
  ///   - followerStatuses: how far it has followed other services, for its status.
  ///   - follow: follows them until its task is cancelled; nil when it follows none.
  public init(
    register: (inout Router) -> Void,
    logHead: (@Sendable () async throws -> LogHead)? = nil,
    refusals: AuditRefusals? = nil,
    followerStatuses: @escaping @Sendable () -> [RpcV1.FollowerStatus] = { [] },
    follow: (@Sendable () async -> Void)? = nil
  ) {
    self.follow = follow
    self.followerStatuses = followerStatuses
    var router = Router()
    register(&router)
    startListening = { [router] addresses, environment in
      var router = router
      router.register(IntrospectionService(records: environment.observation.serverRecords(on: .shared)))
      let health = HealthService(
        state: environment.state,
        services: router.serviceNames,
        followerStatuses: followerStatuses,
        logHead: logHead
      )
      router.register(health)
      router.registerReflection()
      if let refusals {
        router.intercept(admittingWith: AuditedAdmission(environment.authenticator, refusals: refusals))
      } else {
        router.intercept(admittingWith: environment.authenticator)
      }
      router.traceCalls()
      return try await RouterListener.start(at: addresses, router: router, environment: environment)
    }
  }

  /// A daemon that takes connections in its own way.
  public init(startListening: @escaping StartListening) {
    follow = nil
    followerStatuses = { [] }
    self.startListening = startListening
  }
}
