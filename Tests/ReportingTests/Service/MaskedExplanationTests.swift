import CallerTestSupport
import DomainPrimitives
import Messages
import RPC
import Testing

@testable import Reporting

/// An explanation must add up for whoever reads it: what may not be seen is masked, never missing.
@Suite("The records behind a cell, within a scope")
struct MaskedExplanationTests {
  private func sample(_ caller: Caller?) async throws -> FilledCopy {
    var copy = try FilledCopy()
    copy.caller = caller
    try await copy.apply(SampleFolder.facts(), SampleFolder.sales())
    return copy
  }

  private static let indicators: [RegistryV1.Indicator] = [
    .producers, .producersWithStore, .productsRecognised, .productsListedAnyFloor, .productsListedBothFloors, .orders,
  ]

  /// What everybody may know of a record.
  private func shape(_ records: [ReportingV1.ExplainedRecord]) -> [String] {
    records.map { "\($0.kind) \($0.reason) \($0.count)" }
  }

  @Test("an office gets its own records whole, the others masked, and as many as everybody", arguments: indicators)
  func office(indicator: RegistryV1.Indicator) async throws {
    var copy = try await sample(.unrestricted)
    let geography = try SampleFolder.geography()
    let whole = try await copy.explain(indicator)
    copy.caller = .office("187@2020-01-01")
    let seen = try await copy.explain(indicator)
    for (own, all) in [(seen.counted, whole.counted), (seen.leftOut, whole.leftOut)] {
      #expect(shape(own) == shape(all))
      for (record, original) in zip(own, all) {
        let unit = try geography.unit(UnitKey(parsing: original.unit))
        if unit?.parentCode == "187" {
          #expect(record == original)
        } else {
          #expect(record.masked)
          #expect(record.id + record.name + record.unit + record.evidence == "")
        }
      }
    }
    #expect(seen.counted.contains { $0.masked } && seen.counted.contains { !$0.masked })
  }

  @Test("an abolished district's token, and a unit that is none, reach nothing", arguments: ["187@2020-01-01", "187"])
  func nothing(unit: String) async throws {
    let copy = try FilledCopy(today: "2026-03-01", caller: .office(unit))
    try await copy.apply(SampleFolder.facts(), SampleFolder.sales())
    let answer = try await copy.explain(.productsRecognised)
    #expect(answer.counted.count == 61)
    #expect(answer.counted.allSatisfy { $0.masked && $0.id.isEmpty && $0.kind == "product" })
  }

  @Test("the new commune's office sees what came to it in 2025, and what was split is masked for it")
  func newCommune() async throws {
    let copy = try FilledCopy(today: "2026-03-01", caller: .office("06463@2025-07-01", "06613@2025-07-01"))
    try await copy.apply(SampleFolder.facts(), SampleFolder.sales())
    let facts = try SampleFolder.facts()
    let expected = facts.producers.filter { producer in
      guard let unit = facts.geography.unit(code: producer.unitCode, on: producer.registeredOn) else { return false }
      let place = facts.geography.place(unit.key, recordedOn: producer.registeredOn, on: .edition2025, level: .commune)
      let own = ["06463", "06613"].map { UnitKey(code: $0, validFrom: day("2025-07-01")) }
      return own.contains { place == .placed($0) }
    }.map(\.id)
    let answer = try await copy.explain(.producers)
    #expect((answer.counted + answer.leftOut).filter { !$0.masked }.map(\.id).sorted() == expected.sorted())
    #expect(!expected.isEmpty)
    let split = try await copy.explain(.producers, phase: "phase-2", undetermined: true, .edition2025)
    #expect(split.counted.count == 1 && split.counted.first?.masked == true && split.counted.first?.evidence == "")
  }

  @Test("who sees no personal data gets households without their names", arguments: [AccessRole.auditor, .loadTester])
  func households(role: AccessRole) async throws {
    var copy = try await sample(.unrestricted)
    let whole = try await copy.explain(.producers)
    copy.caller = .someone(role)
    let seen = try await copy.explain(.producers)
    let households = Set(try SampleFolder.facts().producers.filter(\.isPerson).map(\.id))
    #expect(households.count == 15)
    #expect(seen.counted.count == whole.counted.count)
    for (record, original) in zip(seen.counted, whole.counted) {
      var expected = original
      if households.contains(original.id) {
        expected.name = ""
        expected.masked = true
      }
      #expect(record == expected)
    }
    #expect(!"\(seen)".contains("Bích Trâm"))
  }

  @Test("the figures are for all who may call, and the count of an explanation is the figure's", arguments: 1...2)
  func figures(seed: Int) async throws {
    let history = RandomHistory(seed: UInt64(seed), geography: try SampleFolder.geography())
    var copy = try FilledCopy()
    try await copy.apply(history.facts, history.sales)
    let report = try await copy.report("2024-06-01", .edition2021)
    for caller in [Caller.office("187@2020-01-01"), .someone(.auditor), .someone(.loadTester)] {
      copy.caller = caller
      #expect(try await copy.report("2024-06-01", .edition2021).rows == report.rows)
      for row in report.rows where row.kind == .phaseTotal || row.kind == .total {
        let answer = try await copy.explain(.producers, phase: row.phaseID, asOf: "2024-06-01")
        #expect(UInt64(answer.counted.count) == row.figures?.producers)
      }
    }
  }

  @Test("a call that nobody has verified, and roles that are not named, get nothing")
  func refused() async throws {
    for (caller, code) in [(nil, StatusCode.unauthenticated), (Caller.producer("CT-CL-01"), .permissionDenied)] {
      let copy = try FilledCopy(caller: caller)
      let explained = await #expect(throws: RPCError.self) { try await copy.explain(.producers) }
      #expect(explained?.code == code)
      let report = await #expect(throws: RPCError.self) { try await copy.report() }
      #expect(report?.code == code)
    }
  }
}
