import CallerTestSupport
import Messages
import RPC
import Testing

@testable import Registry

@Suite("Producers that are registered twice")
struct MergeTests {
  private static let number = "0100047516"

  private func faults(_ registry: RegistryUnderTest, _ records: RegistryV1.Record...) async throws -> [String] {
    try await registry.faults(records)
  }

  @Test("a producer is merged into one that is there and is not merged itself, in any order of an import")
  func survivors() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    #expect(
      try await faults(registry, Sample.producer("CT-2", mergedInto: "CT-1"))
        == ["0 merged_into_producer_id unknown_producer"]
    )
    #expect(try await faults(registry, Sample.producer("CT-2", mergedInto: "CT-1"), Sample.producer("CT-1")) == [])
    let chained = Sample.producer("CT-3", mergedInto: "CT-2")
    let refused = try await registry.importing([chained]).violations
    #expect(refused.map(\.reason) == ["survivor_is_merged"])
    #expect(refused.first?.description.contains("merge CT-3 into CT-1") == true)
    // A survivor that the same import refuses is told of there alone.
    #expect(
      try await faults(registry, Sample.producer("CT-5", mergedInto: "CT-4"), Sample.producer("CT-4", on: "x"))
        == ["1 registered_on malformed_date"]
    )
  }

  @Test("one that others are merged into is not merged before they are, and the refusal names them")
  func chains() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let records = [Sample.producer("CT-1"), Sample.producer("CT-9")]
    let duplicates = (2...8).map { Sample.producer("CT-\($0)", mergedInto: "CT-1") }
    #expect(try await registry.faults(records + duplicates) == [])
    let refused = try await registry.importing([Sample.producer("CT-1", mergedInto: "CT-9")]).violations
    #expect(refused.map(\.reason) == ["has_merged_producers"])
    #expect(refused.first?.description.contains("CT-2, CT-3, CT-4, CT-5, CT-6, … are merged into CT-1") == true)
    // A circle of two is a chain at both ends.
    let circle = try await faults(
      registry,
      Sample.producer("CT-9", mergedInto: "CT-8"),
      Sample.producer("CT-8", mergedInto: "CT-9")
    )
    #expect(Set(circle.map { String($0.split(separator: " ")[2]) }) == ["has_merged_producers", "survivor_is_merged"])
    // Together in one import they move.
    let moved = (2...8).map { Sample.producer("CT-\($0)", mergedInto: "CT-9") }
    #expect(try await registry.faults(moved + [Sample.producer("CT-1", mergedInto: "CT-9")]) == [])
  }

  @Test("a registration number is one active producer's; merging the duplicate, or its end, makes it free")
  func registrationNumbers() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    #expect(try await faults(registry, Sample.producer("CT-1", number: Self.number)) == [])
    let refused = try await registry.importing([Sample.producer("CT-2", number: Self.number)]).violations
    #expect(refused.map { "\($0.field) \($0.reason)" } == ["registration_number registration_number_taken"])
    #expect(
      refused.first?.description.contains("CT-1") == true && refused.first?.description.contains(Self.number) == false
    )
    #expect(try await faults(registry, Sample.producer("CT-2", number: Self.number, mergedInto: "CT-1")) == [])
    // Undoing the merge brings the contradiction back.
    #expect(
      try await faults(registry, Sample.producer("CT-2", number: Self.number))
        == ["0 registration_number registration_number_taken"]
    )
    // A dependent unit has a number of its own.
    #expect(try await faults(registry, Sample.producer("CT-3", number: Self.number + "-001")) == [])
    // One that ended before the other began was another time's bearer of it.
    let ended = Sample.producer("CT-4", on: "2020-01-01", ended: "2020-06-18", number: "0314409058")
    #expect(try await faults(registry, ended, Sample.producer("CT-5", number: "0314409058")) == [])
    let both = [Sample.producer("CT-6", number: "0314409058-002"), Sample.producer("CT-7", number: "0314409058-002")]
    #expect(
      try await registry.faults(both)
        == ["0 registration_number registration_number_taken", "1 registration_number registration_number_taken"]
    )
  }

  @Test("a survivor had not ended before the duplicate was registered, whichever of the two is changed")
  func ends() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let early = Sample.producer("CT-1", on: "2020-01-01", ended: "2020-06-18")
    let late = Sample.producer("CT-2", on: "2020-06-18", mergedInto: "CT-1")
    #expect(
      try await faults(registry, early, late) == [
        "0 ended_on merged_producer_registered_later", "1 merged_into_producer_id survivor_had_ended",
      ]
    )
    #expect(try await faults(registry, Sample.producer("CT-1", on: "2020-01-01"), late) == [])
    #expect(try await faults(registry, early) == ["0 ended_on merged_producer_registered_later"])
    #expect(try await faults(registry, Sample.producer("CT-1", on: "2020-01-01", ended: "2020-06-19")) == [])
  }

  @Test("a producer reaches what the producers merged into it have, and no longer when the merge is undone")
  func ownRows() async throws {
    let scenario = try await ScopeScenario()
    let registry = scenario.registry
    let merged = Sample.producer("TT", unit: "06466", mergedInto: "DM")
    #expect(try await registry.faults([merged]) == [])
    #expect(try await scenario.reached(by: .producer("DM")) == ["DM", "TT"])
    #expect(try await scenario.reached(by: .producer("TT")) == ["TT"])
    #expect(try await scenario.ids(.training, for: .producer("DM"), size: 1) == ["TH-187", "TH-DM", "TH-TT"])
    guard case .training(let training) = try await registry.called(by: .producer("DM")).get(.training, "TH-187").record
    else {
      Issue.record("no training")
      return
    }
    #expect(training.attendedProducerIDs == ["DM", "TT"])
    let whole = try await registry.called(by: .producer("DM")).get(.training, "TH-TT")
    #expect(whole.maskedFields.isEmpty)
    // The office of a merged producer is that of its own unit, as before.
    #expect(try await scenario.reached(by: .office("06466@2020-01-01")) == ["TT"])
    #expect(try await registry.faults([Sample.producer("TT", unit: "06466")]) == [])
    #expect(try await scenario.reached(by: .producer("DM")) == ["DM"])
  }

  @Test("an office merges into its own producers only, and hears nothing of others but that a number is taken")
  func withinScope() async throws {
    let scenario = try await ScopeScenario()
    let office = scenario.registry.called(by: .office("187@2020-01-01"))
    let outside = try await office.importing([Sample.producer("TT", unit: "06466", mergedInto: "BV")]).violations
    #expect(outside.map { "\($0.field) \($0.reason)" } == ["merged_into_producer_id out_of_scope"])
    let nothing = try await office.importing([Sample.producer("TT", unit: "06466", mergedInto: "XX")]).violations
    #expect(
      nothing.map { $0.description.replacing("XX", with: "BV") } == outside.map(\.description),
      "what is not there is told apart from what is out of reach"
    )
    #expect(try await office.faults([Sample.producer("TT", unit: "06466", mergedInto: "DM")]) == [])
    #expect(try await office.faults([Sample.producer("TT", unit: "06466")]) == [])
    // The province may merge across offices, and then the office may change the rest of its record.
    let across = Sample.producer("TT", unit: "06466", mergedInto: "BV")
    #expect(try await scenario.registry.faults([across]) == [])
    #expect(try await office.faults([Sample.producer("TT", name: "Tên mới", unit: "06466", mergedInto: "BV")]) == [])
    let taken = [
      Sample.producer("BX", unit: "06622", number: Self.number), Sample.product("SP-BX", of: "BX", gtin: "96385074"),
    ]
    #expect(try await scenario.registry.faults(taken) == [])
    let told = try await office.importing([
      Sample.producer("CT-9", unit: "06466", number: Self.number), Sample.product("SP-9", of: "CT-9", gtin: "96385074"),
    ]).violations
    #expect(told.map(\.reason) == ["registration_number_taken", "gtin_taken"])
    #expect(told.allSatisfy { $0.description.contains("outside of your units") && !$0.description.contains("BX") })
  }
}
