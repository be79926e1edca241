import Messages
import RPC
import RPCSocket
import ServiceKit
import Services

/// Answers ocop.gateway.v1.Gateway: asks every process for its status, all at once, and lists also those that do not
/// answer; and keeps calls from those that an operator wants to be drained.
struct InstallationStatusService: GatewayV1.GatewayServiceProtocol {
  /// A process to ask.
  private struct Process: Sendable {
    let name: String
    let row: UpstreamRow
    let channel: (any Channel)?
  }

  /// The gateway itself.
  let state: DaemonState
  let routes: RouteTable
  /// What else the status is made of.
  let parts: GatewayParts
  /// Longest time a process has to answer.
  let timeout: Duration

  /// The gateway's status, then each process's, in the order of the routes and their addresses.
  func getInstallationStatus(
    _ request: GatewayV1.GetInstallationStatusRequest,
    context: CallContext
  ) async throws -> GatewayV1.InstallationStatus {
    // Some of the caller's time is kept for the answer, so that one dead process does not cost the caller the others.
    let limit = context.timeRemaining.map { min($0 * 3 / 4, timeout) } ?? timeout
    let processes = processes
    var status = GatewayV1.InstallationStatus()
    let answers = await withTaskGroup(of: (Int, RpcV1.ServiceStatus).self) { group in
      for (index, process) in processes.enumerated() {
        group.addTask { (index, await Self.ask(process, timeout: limit)) }
      }
      var answers = [RpcV1.ServiceStatus](repeating: RpcV1.ServiceStatus(), count: processes.count)
      for await (index, answer) in group { answers[index] = answer }
      return answers
    }
    status.services = [state.status] + answers
    // Read once more: to be asked makes a connection.
    let rows = routes.groupsWithCalls.flatMap { group in group.rows.map { $0.row.message(service: group.name) } }
    status.upstreams = rows
    status.routeFile = parts.routeFile?.status.message
    status.limitFile = parts.limitFile?.status.message
    status.loads = routes.groups.map(\.loadMessage)
    status.callers = parts.callers.rows(max: GatewayParts.shownCallersMax).map(\.message)
    status.accessLog = parts.accessLog?.message
    return status
  }

  /// Gives the process at an address no new calls. Throws NOT_FOUND for an address that no process has, and
  /// INVALID_ARGUMENT for a text that is none.
  func drainUpstream(
    _ request: GatewayV1.DrainUpstreamRequest,
    context: CallContext
  ) async throws -> GatewayV1.DrainUpstreamResponse {
    var response = GatewayV1.DrainUpstreamResponse()
    response.upstreams = try setDrained(true, request.address)
    return response
  }

  /// Gives it calls again. Throws as `drainUpstream` does.
  func undrainUpstream(
    _ request: GatewayV1.UndrainUpstreamRequest,
    context: CallContext
  ) async throws -> GatewayV1.UndrainUpstreamResponse {
    var response = GatewayV1.UndrainUpstreamResponse()
    response.upstreams = try setDrained(false, request.address)
    return response
  }

  private func setDrained(_ isDrained: Bool, _ text: String) throws(RPCError) -> [GatewayV1.Upstream] {
    let address: String
    do throws(SocketError) {
      address = "\(try Endpoint(parsing: text))"
    } catch {
      throw RPCError(.invalidArgument, error.message)
    }
    let groups = routes.groups
    let found = groups.filter { $0.setDrained(isDrained, address: address) }
    guard !found.isEmpty else {
      let known = groups.flatMap { group in group.rows.map { "\($0.row.address) (\(group.name))" } }
      throw RPCError(
        .notFound,
        "this gateway routes nothing to \(address); it routes to \(known.joined(separator: ", "))"
      )
    }
    return found.flatMap { group in
      group.rows.filter { $0.row.address == address }.map { $0.row.message(service: group.name) }
    }
  }

  private var processes: [Process] {
    routes.groupsWithCalls.flatMap { group in
      group.rows.map { Process(name: group.name, row: $0.row, channel: $0.channel) }
    }
  }

  private static func ask(_ process: Process, timeout: Duration) async -> RpcV1.ServiceStatus {
    var status = RpcV1.ServiceStatus()
    do throws(RPCError) {
      guard let channel = process.channel else { throw RPCError(.unavailable, process.row.reason) }
      status = try await RpcV1.HealthClient(channel: channel)
        .getStatus(RpcV1.GetStatusRequest(), options: CallOptions(timeout: timeout))
    } catch {
      status.name = process.name
      status.servingStatus = .unreachable
      status.reason = error.code == .deadlineExceeded ? "no answer within \(timeout)" : error.message
    }
    // Where it was reached from here, which is what an operator can check.
    status.address = process.row.address
    return status
  }
}
