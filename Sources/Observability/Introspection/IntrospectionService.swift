public import Messages
public import RPC
public import Services

/// Answers ocop.rpc.v1.Introspection from a server's records.
public struct IntrospectionService: RpcV1.IntrospectionServiceProtocol {
  private let records: ServerRecords

  /// The inside of the server that tells these records.
  public init(records: ServerRecords) {
    self.records = records
  }

  /// The daemon as a whole.
  public func getServer(_ request: RpcV1.GetServerRequest, context: CallContext) async throws -> RpcV1.ServerSnapshot {
    await records.read { $0.serverSnapshot() }
  }

  /// Open connections, oldest first.
  public func listConnections(
    _ request: RpcV1.ListConnectionsRequest,
    context: CallContext
  ) async throws -> RpcV1.ListConnectionsResponse {
    let limit = IntrospectionService.limit(request.limit)
    let after = request.afterID
    var response = RpcV1.ListConnectionsResponse()
    response.connections = await records.read { $0.connectionSnapshots(after: after, limit: limit) }
    return response
  }

  /// Calls that are being answered now, oldest first; this one is among them.
  public func listCalls(
    _ request: RpcV1.ListCallsRequest,
    context: CallContext
  ) async throws -> RpcV1.ListCallsResponse {
    let limit = IntrospectionService.limit(request.limit)
    var response = RpcV1.ListCallsResponse()
    response.calls = await records.read { $0.runningCallSnapshots(limit: limit) }
    return response
  }

  /// The last calls that were slow or failed, latest first.
  public func listNotableCalls(
    _ request: RpcV1.ListNotableCallsRequest,
    context: CallContext
  ) async throws -> RpcV1.ListNotableCallsResponse {
    let limit = request.limit == 0 ? Int.max : Int(request.limit)
    var response = RpcV1.ListNotableCallsResponse()
    response.slowThresholdMicroseconds = UInt64(records.slowNanoseconds / 1_000)
    response.calls = await records.read { $0.notableCallSnapshots(limit: limit) }
    return response
  }

  private static func limit(_ requested: UInt32) -> Int {
    requested == 0 ? ServerRecords.shownDefault : min(Int(requested), ServerRecords.shownMax)
  }
}
