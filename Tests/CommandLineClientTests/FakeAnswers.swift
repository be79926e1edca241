import Messages
import RPC

/// What a fake registry answers to questions about units, names and the past.
struct FakeAnswers: Sendable {
  var history: @Sendable (RegistryV1.ListHistoryRequest) async throws -> RegistryV1.ListHistoryResponse = { _ in
    throw RPCError(.notFound, "nothing is kept here")
  }
  var search: @Sendable (RegistryV1.SearchRequest) async throws -> RegistryV1.SearchResponse = { _ in
    RegistryV1.SearchResponse()
  }
  var findUnits: @Sendable (RegistryV1.FindUnitsRequest) async throws -> RegistryV1.FindUnitsResponse = { _ in
    RegistryV1.FindUnitsResponse()
  }
  var unit: @Sendable (RegistryV1.GetUnitRequest) async throws -> RegistryV1.UnitDetails = { _ in
    throw RPCError(.notFound, "no unit is kept here")
  }
}
