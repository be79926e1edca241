internal import Messages
public import RPC

/// Asks the members of a pool how they are by `ocop.rpc.v1.Health/Watch`, which every daemon answers.
public struct HealthWatch: MemberHealthSource {
  private let service: String

  /// - Parameter service: full name of the service whose state counts: "ocop.registry.v1.Registry"; empty = the state
  ///   of the daemon as a whole.
  public init(service: String = "") {
    self.service = service
  }

  /// See `MemberHealthSource`. A server without this method counts as serving.
  public func watch(
    _ channel: any Channel,
    update: @escaping @Sendable (MemberHealth) -> Void
  ) async throws(RPCError) {
    var request = RpcV1.CheckRequest()
    request.service = service
    var options = CallOptions()
    // It belongs to no call, though one may have been the reason to begin it.
    options.inheritsCurrentCall = false
    do throws(RPCError) {
      let responses = try await RpcV1.HealthClient(channel: channel).watch(request, options: options)
      for try await response in responses { update(HealthWatch.health(response)) }
    } catch {
      guard error.code == .unimplemented else { throw error }
      update(.serving)
      return
    }
    throw RPCError(.unavailable, "the server ended the watch of its health")
  }

  private static func health(_ response: RpcV1.CheckResponse) -> MemberHealth {
    if response.servingStatus == .serving { return .serving }
    return .notServing(reason: response.reason.isEmpty ? "\(response.servingStatus)" : response.reason)
  }
}
