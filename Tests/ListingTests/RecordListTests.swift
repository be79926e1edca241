import CallerTestSupport
import Messages
import RPC
import Services
import Testing

@testable import Listing

/// Goal: listing's lists are narrowed, its records' past is told, and parts of them are taken, as in the registry.
/// Method: `ScopeScenario`.
@Suite("Narrowed lists, history and parts of records in listing")
struct RecordListTests {
  @Test("a producer's, a product's and a unit's records are listed, within what the caller reaches")
  func filters() async throws {
    try await ScopeScenario.following { scenario in try await Self.checkFilters(of: scenario) }
  }

  private static func checkFilters(of scenario: ScopeScenario) async throws {
    #expect(try await scenario.narrowedIDs(.store, producer: "DM") == ["CH-DM"])
    #expect(try await scenario.narrowedIDs(.order, producer: "DM") == ["DH-DM"])
    #expect(try await scenario.narrowedIDs(.order, product: "SP-TT") == ["DH-TT"])
    #expect(try await scenario.narrowedIDs(.productListing, product: "SP-TT") == ["DB-TT"])
    #expect(try await scenario.narrowedIDs(.monthlySales, unit: "187") == ["BT-DM", "BT-TT"])
    let office = Caller.office("187@2020-01-01")
    #expect(try await scenario.narrowedIDs(.order, by: office, unit: "182") == [])
    #expect(try await scenario.narrowedIDs(.order, by: office, producer: "DM") == ["DH-DM"])
    #expect(await scenario.refusedField(.floor, "187") == "filter.unit_code not_supported")
    #expect(await scenario.refusedField(.order, "99999") == "filter.unit_code unknown_unit")
    let changed = try await scenario.narrowedIDs(.order, changedAfter: 1)
    #expect(changed == ["DH-BV", "DH-BX", "DH-DM", "DH-TT"])
  }

  @Test("a record's past is told, and a part of it can be sent")
  func pastAndParts() async throws {
    try await ScopeScenario.following { scenario in
      let before = try await scenario.listing.get(.store, "CH-DM")
      var store = ListingV1.Store()
      store.storeID = "CH-DM"
      store.name = "Tên mới"
      var part = ListingV1.Record()
      part.record = .store(store)
      part.updateFields = ["name"]
      #expect(try await scenario.listing.importing([part]).updated == 1)
      var expected = before
      if case .store(var whole) = before.record {
        whole.name = "Tên mới"
        expected.record = .store(whole)
      }
      #expect(try await scenario.listing.get(.store, "CH-DM").record == expected.record)
      part.updateFields = ["phone"]
      #expect(try await scenario.listing.faults([part]) == ["0 update_fields unknown_field"])

      var past = ListingV1.GetRecordRequest()
      past.kind = .store
      past.id = "CH-DM"
      past.atRevision = before.revision
      #expect(try await scenario.listing.client.getRecord(past) == before)
      var request = ListingV1.ListHistoryRequest()
      request.kind = .store
      request.id = "CH-DM"
      let own = scenario.listing.called(by: .office("187@2020-01-01"))
      #expect(
        try await own.client.listHistory(request).versions.map { $0.record?.record } == [
          expected.record, before.record,
        ]
      )
      let other = scenario.listing.called(by: .office("182@2020-01-01"))
      await #expect(throws: RPCError.self) { try await other.client.listHistory(request) }
    }
  }

  @Test("what is split belongs to the office of where the registry has placed its producer")
  func placement() async throws {
    try await ScopeScenario.following(on: "2026-01-01") { scenario in
      let there = Caller.office("06154@2025-07-01")
      #expect(try await scenario.reached(by: there) == ["BV"])
      var placement = RegistryV1.UnitPlacement()
      placement.placementID = "DC-1"
      placement.producerID = "BX"
      placement.unitCode = "06154"
      placement.unitValidFrom = "2025-07-01"
      var record = RegistryV1.Record()
      record.record = .unitPlacement(placement)
      let known = try await scenario.listing.registry.append([record])
      _ = try await scenario.listing.importing([Sample.floor("voso")], registryRevision: known)
      #expect(try await scenario.reached(by: there) == ["BV", "BX"])
      #expect(try await scenario.reached(by: .office("06463@2025-07-01")) == ["DM", "TT"])
    }
  }
}

extension ScopeScenario {
  fileprivate func narrowedIDs(
    _ kind: ListingV1.RecordKind,
    by caller: Caller = .unrestricted,
    producer: String = "",
    product: String = "",
    unit: String = "",
    changedAfter revision: UInt64 = 0
  ) async throws -> [String] {
    var request = ListingV1.ListRecordsRequest()
    request.kind = kind
    var filter = CommonV1.RecordFilter()
    filter.producerID = producer
    filter.productID = product
    filter.unitCode = unit
    filter.changedAfterRevision = revision
    request.filter = filter
    return try await listing.called(by: caller).client.listRecords(request).records
      .compactMap { $0.reference?.id }
  }

  fileprivate func refusedField(_ kind: ListingV1.RecordKind, _ unit: String) async -> String {
    do {
      _ = try await narrowedIDs(kind, unit: unit)
      return ""
    } catch { return (error as? RPCError)?.fieldViolations.map { "\($0.field) \($0.reason)" }.joined() ?? "\(error)" }
  }
}
