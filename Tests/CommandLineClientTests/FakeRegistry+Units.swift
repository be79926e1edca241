import Messages
import RPC
import Services

extension FakeRegistry {
  func listHistory(
    _ request: RegistryV1.ListHistoryRequest,
    context: CallContext
  ) async throws -> RegistryV1.ListHistoryResponse { try await answers.history(request) }

  func search(_ request: RegistryV1.SearchRequest, context: CallContext) async throws -> RegistryV1.SearchResponse {
    try await answers.search(request)
  }

  func findUnits(
    _ request: RegistryV1.FindUnitsRequest,
    context: CallContext
  ) async throws -> RegistryV1.FindUnitsResponse { try await answers.findUnits(request) }

  func getUnit(_ request: RegistryV1.GetUnitRequest, context: CallContext) async throws -> RegistryV1.UnitDetails {
    try await answers.unit(request)
  }
}
