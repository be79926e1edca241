public import Feed
public import Messages
public import RPC
public import RPCSocket
import Services

/// What a daemon is made of.
public struct ServiceParts: Sendable {
  /// Starts to listen at addresses.
  public typealias StartListening =
    @Sendable ([ListenAddress], ServiceEnvironment) async throws -> any ServiceListener

  /// Follows other services' feeds until its task is cancelled; nil when the daemon follows none.
  let follow: (@Sendable () async -> Void)?
  /// How connections are taken.
  let startListening: StartListening

  /// A daemon that answers calls by a router. Health and reflection are added to it.
  ///
  /// - Parameters:
  ///   - register: adds the daemon's own methods.
  ///   - logHead: the head of its change log, for its status; nil when it keeps none.
  ///   - followerStatuses: how far it has followed other services, for its status.
  ///   - follow: follows them until its task is cancelled; nil when it follows none.
  public init(
    register: (inout Router) -> Void,
    logHead: (@Sendable () async throws -> LogHead)? = nil,
    followerStatuses: @escaping @Sendable () -> [RpcV1.FollowerStatus] = { [] },
    follow: (@Sendable () async -> Void)? = nil
  ) {
    self.follow = follow
    var router = Router()
    register(&router)
    startListening = { [router] addresses, environment in
      var router = router
      let health = HealthService(
        state: environment.state,
        services: router.serviceNames,
        followerStatuses: followerStatuses,
        logHead: logHead
      )
      router.register(health)
      router.registerReflection()
      return try await RouterListener.start(at: addresses, router: router, environment: environment)
    }
  }

  /// A daemon that takes connections in its own way.
  public init(startListening: @escaping StartListening) {
    follow = nil
    self.startListening = startListening
  }
}
