import DomainPrimitives
import Messages
import TestSupport
import Testing

@testable import Reporting

/// Goal: a report compares with the targets that the registry tells hold on the day. Method: random targets on the
/// sample, beside an obvious search over all of them.
@Suite("Targets beside what was reached")
struct TargetReportTests {
  private static let units = ["phase-1": ["180", "184", "185", "186", "187"], "phase-2": ["178", "181", "182"]]
  private static let indicators: [RegistryV1.Indicator] = [
    .producersWithStore, .productsListedAnyFloor, .productsListedEachFloor, .productsListedBothFloors, .revenue,
  ]

  private static func targets(_ generator: inout SeededGenerator) -> [RegistryV1.CampaignTarget] {
    (0..<generator.within(1, 20)).map { index in
      var target = RegistryV1.CampaignTarget()
      target.targetID = "T\(generator.within(10, 99))-\(index)"
      target.phaseID = generator.pick(["phase-1", "phase-2"])
      target.unitCode = generator.pick(["", generator.pick(units[target.phaseID] ?? [])])
      target.indicator = generator.pick(indicators)
      target.targetPercent = UInt32(generator.within(1, 100))
      target.decidedOn = generator.pick(["", "2021-06-01", "2021-09-20", "2021-10-10", "2021-11-06"])
      return target
    }
  }

  /// "phase unit indicator target" of what holds in the units of the sample.
  private static func holding(_ targets: [RegistryV1.CampaignTarget], on day: String) -> Set<String> {
    var found: Set<String> = []
    for (phase, start) in [("phase-1", "2021-07-20"), ("phase-2", "2021-09-20")] where start <= day {
      func since(_ target: RegistryV1.CampaignTarget) -> String { target.decidedOn.isEmpty ? start : target.decidedOn }
      for unit in units[phase] ?? [] {
        // No share is of a sum of money.
        for indicator in indicators where indicator != .revenue {
          let candidates = targets.filter { $0.phaseID == phase && $0.indicator == indicator && since($0) <= day }
          let own = candidates.filter { $0.unitCode == unit }
          let newest = (own.isEmpty ? candidates.filter(\.unitCode.isEmpty) : own)
            .max { (since($0), $0.targetID) < (since($1), $1.targetID) }
          if let newest { found.insert("\(phase) \(unit) \(indicator.rawValue) \(newest.targetID)") }
        }
      }
    }
    return found
  }

  @Test("for each unit and indicator the target that holds on the day is compared, and no other", arguments: 1...6)
  func random(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let targets = Self.targets(&generator)
    let copy = try FilledCopy()
    try await copy.apply(try SampleFolder.facts(), [])
    let records = targets.map { target in
      var record = RegistryV1.Record()
      record.record = .campaignTarget(target)
      return record
    }
    try await copy.apply(registry: records, listing: [])
    for day in ["2021-07-19", "2021-07-20", "2021-09-20", "2021-11-05", "2021-11-06"] {
      let report = try await copy.figures(["products_recognised"], by: [.unit]) { $0.asOf = day }
      let all = report.targets.compactMap(\.target)
      let told = all.map { "\($0.phaseID) \($0.unitCode) \($0.indicator.rawValue) \($0.targetID)" }
      #expect(Set(told).count == told.count, "seed \(seed), \(day)")
      let known = told.filter { line in Self.units.values.joined().contains { line.contains(" \($0) ") } }
      #expect(Set(known) == Self.holding(targets, on: day), "seed \(seed), \(day)")
    }
  }
}
