import DomainPrimitives
import Messages
import TestSupport
import Testing

@testable import Reporting

/// Goal: a report that is asked for while records arrive is that of a service that reads them all anew. Method: two
/// histories, so that records are changed as well as added, in large pieces and one by one, in random order; after each
/// piece a service that has answered before is asked, and one that has not, on the same copy.
@Suite("Reports while facts arrive")
struct ArrivingFactsTests {
  @Test("what is taken over from an earlier state is what is made anew", arguments: 1...2)
  func takenOver(seed: Int) async throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let first = RandomHistory(seed: UInt64(seed), geography: try SampleFolder.geography())
    let second = RandomHistory(seed: UInt64(seed) + 1_000, geography: try SampleFolder.geography())
    var pieces: [([RegistryV1.Record], [ListingV1.Record])] = []
    for history in [first, second] {
      let registry = FactMessages.registry(history.facts).shuffled(using: &generator)
      let listing = FactMessages.listing(history.facts, history.sales).shuffled(using: &generator)
      // When a record comes by itself, most is taken over: some of each kind do.
      pieces += Self.some(of: registry) { Self.kind($0.record) }.map { ([$0], []) }
      pieces += Self.some(of: listing) { Self.kind($0.record) }.map { ([], [$0]) }
      pieces += Self.pieces(registry, 4).map { ($0, []) }
      pieces += Self.pieces(listing, 4).map { ([], $0) }
    }
    pieces += ["2019-01-01", "2023-02-24"].map { ([Self.rules(from: $0)], []) }
    pieces.shuffle(using: &generator)
    let copy = try FilledCopy(today: "2026-06-30")
    for (number, piece) in pieces.enumerated() {
      try await copy.apply(registry: piece.0, listing: piece.1)
      let edition: ReportingV1.GeographyEdition = [.edition2021, .edition2024, .edition2025][number % 3]
      let asked = try await Self.answers(copy, edition)
      let anew = try await Self.answers(FilledCopy(database: copy.database, today: "2026-06-30"), edition)
      #expect(asked.progress == anew.progress, "seed \(seed), piece \(number)")
      #expect(asked.report == anew.report, "seed \(seed), piece \(number)")
    }
  }

  /// A decision in the place of one that there has been: certificates under it last two years.
  private static func rules(from day: String) -> RegistryV1.Record {
    var rules = RegistryV1.RuleSet()
    (rules.ruleSetID, rules.inForceFrom, rules.validityMonths) = ("from-\(day)", day, 24)
    var record = RegistryV1.Record()
    record.record = .ruleSet(rules)
    return record
  }

  /// Which kind of record a choice is: the name of its case.
  private static func kind(_ choice: Any?) -> String {
    choice.flatMap { Mirror(reflecting: $0).children.first?.label } ?? ""
  }

  /// The first three of each kind.
  private static func some<Record>(of records: [Record], _ kind: (Record) -> String) -> [Record] {
    var counts: [String: Int] = [:]
    return records.filter { record in
      counts[kind(record), default: 0] += 1
      return counts[kind(record)] ?? 0 <= 3
    }
  }

  private static func pieces<Record>(_ records: [Record], _ count: Int) -> [[Record]] {
    let size = records.count / count + 1
    return stride(from: 0, to: records.count, by: size).map { Array(records[$0..<min($0 + size, records.count)]) }
  }

  private static func answers(
    _ copy: FilledCopy,
    _ edition: ReportingV1.GeographyEdition
  ) async throws -> (progress: ReportingV1.ProgressReport, report: ReportingV1.Report) {
    let indicators = [
      "producers_with_store", "producers_with_payment_account", "products_recognised", "products_listed_any_floor",
      "products_listed_every_floor", "stores_open", "listings_live", "revenue", "products_missing_label",
    ]
    let report = try await copy.figures(indicators, by: [.unit], asOf: "2025-12-10") { $0.edition = edition }
    return (try await copy.report("2025-12-10", edition), report)
  }
}
