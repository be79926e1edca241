import Feed
public import Messages
public import RPC
public import Services

/// Answers ocop.rpc.v1.Health for a daemon.
public struct HealthService: RpcV1.HealthServiceProtocol {
  private let state: DaemonState
  private let services: Set<String>
  private let followerStatuses: @Sendable () -> [RpcV1.FollowerStatus]
  private let logHead: (@Sendable () async throws -> LogHead)?

  init(
    state: DaemonState,
    services: [String],
    followerStatuses: @escaping @Sendable () -> [RpcV1.FollowerStatus],
    logHead: (@Sendable () async throws -> LogHead)?
  ) {
    self.state = state
    self.services = Set(services)
    self.followerStatuses = followerStatuses
    self.logHead = logHead
  }

  /// A health service without change log and followers.
  ///
  /// - Parameters:
  ///   - state: what the daemon knows of itself.
  ///   - services: full names of the other services it has.
  public init(state: DaemonState, services: [String]) {
    self.init(state: state, services: services, followerStatuses: { [] }, logHead: nil)
  }

  /// State of one service, or of the daemon as a whole. Throws NOT_FOUND for a service that is not here.
  public func check(_ request: RpcV1.CheckRequest, context: CallContext) async throws -> RpcV1.CheckResponse {
    guard request.service.isEmpty || services.contains(request.service) else {
      let known = services.sorted().joined(separator: ", ")
      let name = String(request.service.prefix(200))
      throw RPCError.missing("service", name: name, description: "no service \"\(name)\" here; there is \(known)")
    }
    return state.checkResponse
  }

  /// The state of one service or of the daemon, at once and after each change, until the caller gives up, or the server
  /// stops and has said so: then with UNAVAILABLE.
  public func watch(
    _ request: RpcV1.CheckRequest,
    to writer: ResponseWriter<RpcV1.CheckResponse>,
    context: CallContext
  ) async throws {
    guard request.service.isEmpty || services.contains(request.service) else {
      var response = RpcV1.CheckResponse()
      response.servingStatus = .serviceUnknown
      response.reason = "no service \"\(String(request.service.prefix(200)))\" here"
      try await writer.write(response)
      // Services are there from the start or never; the caller may wait for one all the same.
      await context.waitUntilDraining()
      try Task.checkCancellation()
      throw RPCError.draining
    }
    let (responses, end) = state.watch()
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      group.addTask {
        await context.waitUntilDraining()
        end()
      }
      for await response in responses { try await writer.write(response) }
    }
    try Task.checkCancellation()
    throw RPCError.draining
  }

  /// The state of the daemon and of each of its services, which serve together.
  public func list(
    _ request: RpcV1.ListHealthRequest,
    context: CallContext
  ) async throws -> RpcV1.ListHealthResponse {
    let current = state.checkResponse
    var response = RpcV1.ListHealthResponse()
    response.services = ([""] + services.sorted()).map { name in
      var health = RpcV1.ServiceHealth()
      health.service = name
      health.state = current
      return health
    }
    return response
  }

  /// What an operator wants to know of the daemon.
  public func getStatus(
    _ request: RpcV1.GetStatusRequest,
    context: CallContext
  ) async throws -> RpcV1.ServiceStatus {
    var status = state.status
    status.followers = followerStatuses()
    if let logHead {
      do {
        let head = try await logHead()
        status.epoch = head.epoch
        status.revision = head.revision
      } catch {
        // The status must come also when the storage is what is broken.
        status.servingStatus = .notServing
        status.reason = "the change log cannot be read: \(error)"
      }
    }
    return status
  }
}
