import Messages
import RPC
import ServiceKit
import Services

/// Answers ocop.gateway.v1.Gateway: asks every service for its status, all at once, and lists also those that do not
/// answer.
struct InstallationStatusService: GatewayV1.GatewayServiceProtocol {
  /// A service to ask.
  struct Upstream: Sendable {
    /// "listing".
    let name: String
    /// Where it listens: "tcp:127.0.0.1:7402".
    let address: String
    let channel: any Channel
  }

  /// The gateway itself.
  let state: DaemonState
  let upstreams: [Upstream]
  /// Longest time a service has to answer.
  let timeout: Duration

  /// The gateway's status, then each service's, in the order of the routes.
  func getInstallationStatus(
    _ request: GatewayV1.GetInstallationStatusRequest,
    context: CallContext
  ) async throws -> GatewayV1.InstallationStatus {
    // Some of the caller's time is kept for the answer, so that one dead service does not cost the caller the others.
    let limit = context.timeRemaining.map { min($0 * 3 / 4, timeout) } ?? timeout
    var status = GatewayV1.InstallationStatus()
    status.services = await withTaskGroup(of: (Int, RpcV1.ServiceStatus).self) { group in
      for (index, upstream) in upstreams.enumerated() {
        group.addTask { (index, await Self.ask(upstream, timeout: limit)) }
      }
      var answers = [RpcV1.ServiceStatus](repeating: RpcV1.ServiceStatus(), count: upstreams.count)
      for await (index, answer) in group { answers[index] = answer }
      return [state.status] + answers
    }
    return status
  }

  private static func ask(_ upstream: Upstream, timeout: Duration) async -> RpcV1.ServiceStatus {
    do {
      var status = try await RpcV1.HealthClient(channel: upstream.channel)
        .getStatus(RpcV1.GetStatusRequest(), options: CallOptions(timeout: timeout))
      // Where it was reached from here, which is what an operator can check.
      status.address = upstream.address
      return status
    } catch {
      var status = RpcV1.ServiceStatus()
      status.name = upstream.name
      status.address = upstream.address
      status.servingStatus = .unreachable
      status.reason =
        error.code == .deadlineExceeded ? "no answer within \(timeout)" : error.message
      return status
    }
  }
}
