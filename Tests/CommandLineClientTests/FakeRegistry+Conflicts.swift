import Messages
import RPC
import Services

extension FakeRegistry {
  func listConflicts(
    _ request: CommonV1.ListConflictsRequest,
    context: CallContext
  ) async throws -> CommonV1.ListConflictsResponse {
    try conflicts.list(request)
  }

  func getConflict(_ request: CommonV1.GetConflictRequest, context: CallContext) async throws -> CommonV1.Conflict {
    try conflicts.get(request.conflictID)
  }

  func resolveConflict(
    _ request: CommonV1.ResolveConflictRequest,
    context: CallContext
  ) async throws -> CommonV1.ResolveConflictResponse {
    try conflicts.resolve(request)
  }

  func withdrawConflict(
    _ request: CommonV1.WithdrawConflictRequest,
    context: CallContext
  ) async throws -> CommonV1.Conflict {
    try conflicts.withdraw(request.conflictID)
  }
}
