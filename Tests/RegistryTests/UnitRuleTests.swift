import Messages
import RPC
import Testing

@testable import Registry

@Suite("Where records lie")
struct UnitRuleTests {
  @Test("a producer is registered in a commune-level unit that is in force on that day")
  func inForce() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    #expect(try await registry.faults([Sample.producer("CT-1", unit: "05995", on: "2024-11-30")]) == [])
    #expect(
      try await registry.faults([
        // The township Thất Khê lost its code on 1 Dec 2024; districts and the province are no communes.
        Sample.producer("CT-2", unit: "05995", on: "2024-12-01"), Sample.producer("CT-3", unit: "187"),
        Sample.producer("CT-4", unit: "20"), Sample.producer("CT-5", unit: "99999"),
        Sample.producer("CT-6", unit: "05986", on: "2019-12-31"),
      ]) == [
        "0 unit_code unit_not_in_force", "1 unit_code not_commune_level", "2 unit_code not_commune_level",
        "3 unit_code unknown_unit", "4 unit_code unit_not_in_force",
      ]
    )
  }

  @Test("a name instead of a code is refused, with the units that may be meant")
  func names() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let summary = try await registry.importing([
      Sample.producer("CT-1", unit: "Xã Tân Thành"), Sample.producer("CT-2", unit: "đồng mỏ"),
      Sample.producer("CT-3", unit: "Xã Không Có"),
    ])
    #expect(
      summary.violations.map(\.reason) == [
        "unit_name_instead_of_code", "unit_name_instead_of_code", "unknown_unit",
      ]
    )
    let ambiguous = try #require(summary.violations.first?.description)
    for candidate in ["Huyện Cao Lộc", "Huyện Bắc Sơn", "Huyện Hữu Lũng"] {
      #expect(ambiguous.contains("Xã Tân Thành, \(candidate)"), "\(ambiguous)")
    }
    #expect(summary.violations[1].description.contains("06463 (Thị trấn Đồng Mỏ, Huyện Chi Lăng)"))
  }

  @Test("a code that lost its leading zero is refused, and the one that is meant is named")
  func lostZero() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let summary = try await registry.importing([Sample.producer("CT-1", unit: "6463")])
    let violation = try #require(summary.violations.first)
    #expect(violation.reason == "bad_unit_code")
    #expect(violation.description.contains("did you mean 06463, Thị trấn Đồng Mỏ?"))
  }

  @Test("a training may be held in a unit of any level")
  func trainings() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let faults = try await registry.faults([
      Sample.training("TH-1", unit: "20", attended: []), Sample.training("TH-2", unit: "187", attended: []),
      Sample.training("TH-3", unit: "06463", attended: []),
    ])
    #expect(faults == [])
  }

  @Test("two units cannot bear one code on the same day")
  func overlap() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let unit = Sample.unit("06463", "Xã Chi Lăng", .commune, parent: "20", from: "2025-06-30", to: "2025-07-01")
    #expect(
      try await registry.faults([unit]) == [
        "0 valid_from overlapping_units"
      ]
    )
  }

  @Test("a unit has a unit of a higher level above it on every one of its days")
  func tree() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    #expect(
      try await registry.faults([
        // The districts ended on 1 Jul 2025; a commune lies in no commune; 199 is no district.
        Sample.unit("06990", "Xã A", .commune, parent: "187", from: "2025-01-01"),
        Sample.unit("06991", "Xã B", .commune, parent: "06463", to: "2025-07-01"),
        Sample.unit("06992", "Xã C", .commune, parent: "199", to: "2025-07-01"),
        Sample.unit("06993", "Xã D", .commune, parent: "187", to: "2025-07-01"),
      ]) == [
        "0 parent_code no_parent_in_force", "1 parent_code no_parent_in_force", "2 parent_code no_parent_in_force",
      ]
    )
  }

  @Test("a unit cannot end before something that is registered in it, or lies in it")
  func unitsInUse() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    _ = try await registry.importing([
      Sample.producer("CT-1", on: "2021-08-01"),
      Sample.phase("phase-1", "2021-07-20", "2021-09-20", units: ["187"]),
    ])
    func township(to end: String) -> RegistryV1.Record {
      Sample.unit("06463", "Thị trấn Đồng Mỏ", .township, parent: "187", to: end)
    }
    let ended = try await registry.importing([township(to: "2021-08-01")])
    #expect(!ended.applied)
    #expect(ended.violations.contains { $0.reason == "unit_in_use" && $0.description.contains("producer CT-1") })
    let district = Sample.unit("187", "Huyện Chi Lăng", .district, parent: "20", to: "2021-07-01")
    let taken = try await registry.importing([district])
    #expect(taken.violations.contains { $0.reason == "unit_in_use" && $0.description.contains("phase phase-1") })
    #expect(taken.violations.contains { $0.reason == "unit_in_use" && $0.description.contains("06463@2020-01-01") })
  }

  @Test("a succession leads from a unit that ended to one of its level that was there on that day")
  func successions() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    #expect(
      try await registry.faults([
        // Still in force; of another level; not there yet; unknown.
        Sample.succession(from: "20@2020-01-01", to: "06001@2025-07-01", .merged),
        Sample.succession(from: "187@2020-01-01", to: "06463@2025-07-01", .merged),
        Sample.succession(from: "06007@2020-01-01", to: "06001@2025-07-01", .split),
        Sample.succession(from: "99999@2020-01-01", to: "06001@2025-07-01", .merged),
      ]).filter { !$0.hasSuffix("contradicting_successions") } == [
        "0 from_code unit_still_in_force", "1 to_code other_level", "2 to_valid_from unit_not_in_force",
        "3 from_code unknown_unit",
      ]
    )
  }

  @Test("all of a unit cannot go to one place and a part of it to another")
  func contradictingSuccessions() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    // 06007 was merged into 05998.
    let second = Sample.succession(from: "06007@2020-01-01", to: "06001@2020-01-01", .split)
    #expect(try await registry.faults([second]) == ["0 change contradicting_successions"])
  }

  @Test("a phase names districts in force when it starts")
  func phaseUnits() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    #expect(
      try await registry.faults([
        Sample.phase("phase-1", "2021-07-20", "2021-09-20", units: ["187", "06463"]),
        Sample.phase("phase-9", "2025-07-20", "2025-09-20", units: ["187"]),
        Sample.phase("phase-8", "2021-07-20", "2021-07-20", units: ["186"]),
        Sample.phase("phase-7", "2021-07-20", "2021-09-20", units: ["185", "185"]),
        Sample.phase("phase-6", "2021-07-20", "2021-09-20", units: []),
      ]) == [
        "0 unit_codes not_district_level", "1 unit_codes unit_not_in_force", "2 ends_before out_of_order",
        "3 unit_codes listed_twice", "4 unit_codes missing",
      ]
    )
  }

  @Test("a district takes part in one phase at a time, and may go on in the next")
  func phases() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let first = Sample.phase("phase-1", "2021-07-20", "2021-09-20", units: ["187", "186"])
    #expect(try await registry.faults([first]) == [])
    let overlapping = Sample.phase("phase-2", "2021-09-19", "2021-12-20", units: ["185", "187"])
    #expect(try await registry.faults([overlapping]) == ["0 unit_codes unit_in_two_phases"])
    let following = Sample.phase("phase-2", "2021-09-20", "2021-12-20", units: ["185", "187"])
    #expect(try await registry.faults([following]) == [])
  }

  @Test("a target is for a unit of its phase, and the phase cannot lose it")
  func targets() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let phase = Sample.phase("phase-1", "2021-07-20", "2021-09-20", units: ["187", "186"])
    #expect(try await registry.faults([phase, Sample.target("MT-1", phase: "phase-1", unit: "187")]) == [])
    let elsewhere = Sample.target("MT-2", phase: "phase-1", unit: "185")
    #expect(try await registry.faults([elsewhere]) == ["0 unit_code unit_not_in_phase"])
    let smaller = Sample.phase("phase-1", "2021-07-20", "2021-09-20", units: ["186"])
    #expect(try await registry.faults([smaller]) == ["0 unit_codes target_without_unit"])
  }
}
