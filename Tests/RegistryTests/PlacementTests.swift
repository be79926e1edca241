import CallerTestSupport
import Messages
import RPC
import Testing

@testable import Registry

/// Goal: a producer of a split unit belongs to nobody until the province places it, and then to the office of where it
/// was placed. Method: DD of `ScopeScenario` in 06040, which was split in 2024, and BX in 06622, split in 2025.
@Suite("Placements in split units")
struct PlacementTests {
  static func placement(
    _ id: String = "DC-1",
    of producer: String,
    in code: String,
    from day: String,
    decidedOn: String = "2025-08-01"
  ) -> RegistryV1.Record {
    var placement = RegistryV1.UnitPlacement()
    placement.placementID = id
    placement.producerID = producer
    placement.unitCode = code
    placement.unitValidFrom = day
    placement.decidedOn = decidedOn
    placement.ground = "Biên bản xác minh"
    var record = RegistryV1.Record()
    record.record = .unitPlacement(placement)
    return record
  }

  @Test("a placement is stored as it came, tells of itself in the feed, and can be corrected")
  func stored() async throws {
    let registry = try await ScopeScenario(on: "2026-01-01").registry
    let placed = Self.placement(of: "BX", in: "06613", from: "2025-07-01")
    #expect(try await registry.importing([placed]).created == 1)
    #expect(try await registry.getWithoutRevision(.unitPlacement, "DC-1") == placed)
    #expect(try await registry.importing([placed]).unchanged == 1)
    #expect(try await registry.importing([Self.placement(of: "BX", in: "06625", from: "2025-07-01")]).updated == 1)
    #expect(try await registry.list(.unitPlacement).records.count == 1)
  }

  @Test("a producer is placed only in what its own unit became, and only when that was split")
  func rules() async throws {
    let registry = try await ScopeScenario(on: "2026-01-01").registry
    func faults(_ record: RegistryV1.Record) async throws -> [String] { try await registry.faults([record]) }
    #expect(
      try await faults(Self.placement(of: "BX", in: "06463", from: "2025-07-01")) == ["0 unit_code not_a_successor"]
    )
    #expect(
      try await faults(Self.placement(of: "BX", in: "06613", from: "2025-07-02")) == ["0 unit_code not_a_successor"]
    )
    #expect(try await faults(Self.placement(of: "DM", in: "06463", from: "2025-07-01")) == ["0 producer_id not_split"])
    #expect(
      try await faults(Self.placement(of: "XX", in: "06463", from: "2025-07-01")) == ["0 producer_id unknown_producer"]
    )
    #expect(
      try await faults(Self.placement(of: "BX", in: "06613", from: "2025-07-01", decidedOn: "2019-01-01"))
        == ["0 decided_on out_of_order"]
    )
    #expect(try await faults(Self.placement("D 1", of: "BX", in: "x", from: "2025")).count == 3)
    // 06040 was split into a unit that began on that day and one that was there before.
    #expect(try await registry.importing([Self.placement("DC-2", of: "DD", in: "06025", from: "2020-01-01")]).applied)
    #expect(
      try await faults(Self.placement("DC-3", of: "DD", in: "06040", from: "2024-12-01"))
        == ["0 producer_id already_placed"]
    )
    #expect(try await registry.importing([Self.placement("DC-2", of: "DD", in: "06040", from: "2024-12-01")]).applied)
  }

  @Test("a producer's record is not moved away under its placement")
  func contradiction() async throws {
    let registry = try await ScopeScenario(on: "2026-01-01").registry
    #expect(try await registry.importing([Self.placement(of: "BX", in: "06613", from: "2025-07-01")]).applied)
    #expect(
      try await registry.faults([Sample.producer("BX", unit: "06463")]) == ["0 unit_code contradicts_placement"]
    )
    #expect(try await registry.importing([Sample.producer("BX", name: "Tên khác", unit: "06622")]).applied)
  }

  @Test("once placed, a producer and all it has belong to the office of where it was placed, and to no other")
  func scope() async throws {
    let scenario = try await ScopeScenario(on: "2026-01-01")
    let there = Caller.office("06613@2025-07-01")
    let other = Caller.office("06625@2025-07-01")
    #expect(try await scenario.reached(by: there) == [])
    #expect(try await scenario.reached(by: other) == [])
    let placed = Self.placement(of: "BX", in: "06613", from: "2025-07-01")
    #expect(try await scenario.registry.called(by: there).faults([placed]) == ["0 record out_of_scope"])
    #expect(try await scenario.registry.importing([placed]).applied)
    #expect(try await scenario.reached(by: there) == ["BX"])
    #expect(try await scenario.reached(by: other) == [])
    #expect(try await scenario.ids(.unitPlacement, for: there) == ["DC-1"])
    #expect(try await scenario.ids(.unitPlacement, for: other) == [])
    #expect(try await scenario.ids(.unitPlacement, for: .producer("BX")) == ["DC-1"])
    let office = scenario.registry.called(by: there)
    #expect(try await office.importing([Sample.producer("BX", name: "Tên khác", unit: "06622")]).applied)
    // Corrected, it belongs to the other office at once.
    #expect(try await scenario.registry.importing([Self.placement(of: "BX", in: "06625", from: "2025-07-01")]).applied)
    #expect(try await scenario.reached(by: there) == [])
    #expect(try await scenario.reached(by: other) == ["BX"])
  }

  @Test("what was placed before a further reform lies in what that unit became")
  func furtherReform() async throws {
    let scenario = try await ScopeScenario(on: "2026-01-01")
    let placed = Self.placement(of: "DD", in: "06040", from: "2024-12-01")
    #expect(try await scenario.registry.importing([placed]).applied)
    #expect(try await scenario.reached(by: .office("06040@2025-07-01")) == ["DD"])
  }
}
