import CallerTestSupport
import Messages
import RPC
import Services
import Testing

@testable import Registry

/// Goal: a narrowed list holds just what it was narrowed to, within what the caller reaches. Method: `ScopeScenario`.
@Suite("Filters on lists of the registry")
struct RecordFilterTests {
  private func ids(
    _ kind: RegistryV1.RecordKind,
    _ scenario: ScopeScenario,
    by caller: Caller = .unrestricted,
    size: UInt32 = 0,
    _ narrow: (inout CommonV1.RecordFilter) -> Void
  ) async throws -> [String] {
    var request = RegistryV1.ListRecordsRequest()
    request.kind = kind
    var filter = CommonV1.RecordFilter()
    narrow(&filter)
    request.filter = filter
    var ids: [String] = []
    var page = CommonV1.PageRequest()
    page.pageSize = size
    repeat {
      request.page = page
      let response = try await scenario.registry.called(by: caller).client.listRecords(request)
      ids += response.records.compactMap { $0.reference?.id }
      page.pageToken = response.nextPageToken
    } while !page.pageToken.isEmpty
    return ids
  }

  private func reason(
    _ kind: RegistryV1.RecordKind,
    _ scenario: ScopeScenario,
    _ narrow: (inout CommonV1.RecordFilter) -> Void
  ) async throws -> String {
    do {
      _ = try await ids(kind, scenario, narrow)
      return ""
    } catch let error as RPCError {
      return error.fieldViolations.map { "\($0.field) \($0.reason)" }.joined()
    }
  }

  @Test("a producer's and a product's records are listed, and nobody else's")
  func owners() async throws {
    let scenario = try await ScopeScenario()
    #expect(try await ids(.producer, scenario) { $0.producerID = "DM" } == ["DM"])
    #expect(try await ids(.product, scenario) { $0.producerID = "DM" } == ["SP-DM"])
    #expect(try await ids(.recognition, scenario) { $0.producerID = "DM" } == ["CN-DM"])
    #expect(try await ids(.supportRequest, scenario) { $0.producerID = "DM" } == ["DN-DM"])
    #expect(try await ids(.training, scenario) { $0.producerID = "DM" } == ["TH-187", "TH-DM"])
    #expect(try await ids(.recognition, scenario) { $0.productID = "SP-TT" } == ["CN-TT"])
    #expect(try await ids(.product, scenario) { $0.productID = "SP-TT" } == ["SP-TT"])
    #expect(try await ids(.product, scenario) { $0.producerID = "nobody" } == [])
    let both = try await ids(.recognition, scenario) {
      $0.producerID = "DM"
      $0.productID = "SP-TT"
    }
    #expect(both == [])
  }

  @Test("a unit takes in what lies in it or below on today's map")
  func units() async throws {
    let scenario = try await ScopeScenario()
    #expect(try await ids(.producer, scenario) { $0.unitCode = "187" } == ["DM", "TT"])
    #expect(try await ids(.recognition, scenario, size: 1) { $0.unitCode = "187" } == ["CN-DM", "CN-TT"])
    #expect(try await ids(.producer, scenario) { $0.unitCode = "06463" } == ["DM"])
    #expect(try await ids(.producer, scenario) { $0.unitCode = "20" } == ScopeScenario.producers)
    try scenario.setDay("2026-01-01")
    #expect(try await ids(.producer, scenario) { $0.unitCode = "06463" } == ["DM", "TT"])
    #expect(try await reason(.producer, scenario) { $0.unitCode = "187" } == "filter.unit_code unknown_unit")
  }

  @Test("a filter only takes away from what the caller reaches")
  func scopes() async throws {
    let scenario = try await ScopeScenario()
    let office = Caller.office("187@2020-01-01")
    #expect(try await ids(.product, scenario, by: office) { $0.unitCode = "20" } == ["SP-DM", "SP-TT"])
    #expect(try await ids(.product, scenario, by: office) { $0.unitCode = "182" } == [])
    #expect(try await ids(.product, scenario, by: office) { $0.producerID = "BV" } == [])
    #expect(try await ids(.product, scenario, by: .producer("BV")) { $0.productID = "SP-DM" } == [])
    #expect(try await ids(.recognition, scenario, by: office) { $0.productID = "SP-DM" } == ["CN-DM"])
    let changed = try await ids(.product, scenario, by: office) { $0.changedAfterRevision = 1 }
    #expect(changed == ["SP-DM", "SP-TT"])
  }

  @Test("changes since a revision come by the revision of the last one, each record once")
  func changed() async throws {
    let scenario = try await ScopeScenario()
    let before = try await scenario.registry.revision()
    #expect(try await ids(.producer, scenario) { $0.changedAfterRevision = before } == [])
    for id in ["TT", "DD", "BV", "DD"] {
      let name = "Tên \(try await scenario.registry.revision())"
      _ = try await scenario.registry.importing([Sample.producer(id, name: name, unit: ScopeScenario.units[id] ?? "")])
    }
    #expect(try await ids(.producer, scenario) { $0.changedAfterRevision = before } == ["TT", "BV", "DD"])
    #expect(try await ids(.producer, scenario, size: 1) { $0.changedAfterRevision = before } == ["TT", "BV", "DD"])
    #expect(try await ids(.producer, scenario) { $0.changedAfterRevision = before + 2 } == ["BV", "DD"])
    #expect(try await ids(.product, scenario) { $0.changedAfterRevision = before } == [])
    #expect(Set(try await ids(.producer, scenario, size: 2) { $0.changedAfterRevision = 1 }).count == 5)
  }

  @Test("what makes no sense for a kind, and what is no identifier, is refused by its field")
  func refusals() async throws {
    let scenario = try await ScopeScenario()
    #expect(try await reason(.training, scenario) { $0.productID = "SP-DM" } == "filter.product_id not_supported")
    #expect(
      try await reason(.administrativeUnit, scenario) { $0.producerID = "DM" } == "filter.producer_id not_supported"
    )
    #expect(try await reason(.publishedClaim, scenario) { $0.unitCode = "187" } == "filter.unit_code not_supported")
    #expect(try await reason(.producer, scenario) { $0.producerID = "a b" } == "filter.producer_id bad_identifier")
    #expect(try await reason(.producer, scenario) { $0.unitCode = "x" } == "filter.unit_code unknown_unit")
  }
}
