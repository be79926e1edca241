import DomainPrimitives
import Foundation
import Testing

@testable import Reporting

/// Over random histories: what must hold for any facts, day and edition. A failure names its seed; the histories can
/// be made more by REPORTING_HISTORIES=1000.
@Suite("Figures of random histories")
struct RandomHistoryTests {
  private static let wanted = ProcessInfo.processInfo.environment["REPORTING_HISTORIES"].flatMap(Int.init)
  private static let seeds = (1...(wanted ?? 20)).map { UInt64($0) }
  /// Fewer, since each starts a program.
  private static let recountSeeds = seeds.prefix(wanted ?? 8)

  private static func indicators(_ facts: CampaignFacts) -> [Indicator] {
    facts.floors.map { .productsListed(floorID: $0.id) } + [
      .productsRecognised, .producers, .producersWithStore, .producersWithPaymentAccount, .productsListedAnyFloor,
      .productsListedOnEveryFloor,
    ]
  }

  private func figure(_ indicator: Indicator, _ figures: Figures, _ facts: CampaignFacts) -> UInt64 {
    switch indicator {
    case .productsRecognised: figures.productsRecognised
    case .producers: figures.producers
    case .producersWithStore: figures.producersWithStore
    case .producersWithPaymentAccount: figures.producersWithPaymentAccount
    case .productsListedAnyFloor: figures.productsListedAnyFloor
    case .productsListedOnEveryFloor: figures.productsListedOnEveryFloor
    case .productsListed(let floorID):
      figures.productsListedByFloor[facts.floors.firstIndex { $0.id == floorID } ?? 0]
    case .orders, .quantity, .revenue: 0
    }
  }

  @Test(
    "in every cell as many records are counted as the figure says, and each record stands in one row",
    arguments: seeds
  )
  func membersMatchFigures(seed: UInt64) throws {
    var history = RandomHistory(seed: seed, geography: try SampleFolder.geography())
    let (asOf, edition) = (history.someDay(), history.someEdition())
    let facts = history.facts
    let grouped = history.groupedSales(from: facts.campaignStart, through: asOf)
    let rows = try ProgressCount(facts: facts, sales: grouped, asOf: asOf, edition: edition).rows()
    let single = ProgressCount(facts: facts, sales: history.sales, asOf: asOf, edition: edition)
    let where_ = "seed \(seed), \(asOf), \(edition)"
    for row in rows {
      for indicator in Self.indicators(facts) {
        let members = single.memberships(of: indicator).filter { row.selector.contains($0.row) }
        let counted = members.filter(\.verdict.isCounted)
        #expect(counted.count == Int(figure(indicator, row.figures, facts)), "\(where_), \(row.selector), \(indicator)")
        #expect(Set(members.map(\.subject)).count == members.count, "\(where_), \(row.selector), \(indicator)")
      }
      // Orders are counted in groups, explained one by one.
      let sales = single.memberships(of: .orders).filter { row.selector.contains($0.row) }
      #expect(try single.salesFigures(sales) == row.figures.sales, "\(where_), \(row.selector)")
    }
  }

  @Test("what is counted on a day is what the facts that are shown for it say", arguments: seeds)
  func statusMatchesEvidence(seed: UInt64) throws {
    var history = RandomHistory(seed: seed, geography: try SampleFolder.geography())
    let facts = history.facts
    let links = FactLinks(facts)
    for asOf in [history.someDay(), history.someDay(), history.someDay()] {
      let status = DayStatus(facts, links, DayFacts(facts, links), asOf: asOf)
      let evidence = DayEvidence(facts, links, on: asOf)
      for (index, product) in status.products.enumerated() {
        let shown = evidence.listing(ofProductAt: index)
        let place = "seed \(seed), \(asOf), \(facts.products[index].id)"
        #expect(product.recognised == shown.recognised.reason, "\(place)")
        #expect(product.anyFloor == shown.anyFloor.reason, "\(place)")
        #expect(product.everyFloor == shown.everyFloor.reason, "\(place)")
        for floor in facts.floors.indices {
          #expect(status.reason(ofProduct: index, onFloor: floor) == shown.byFloor[floor].reason, "\(place)")
        }
      }
      for (index, producer) in status.producers.enumerated() {
        let place = "seed \(seed), \(asOf), \(facts.producers[index].id)"
        #expect(producer.registered == evidence.registered(producerAt: index).reason, "\(place)")
        #expect(producer.store == evidence.store(producerAt: index).reason, "\(place)")
        #expect(producer.account == evidence.account(producerAt: index).reason, "\(place)")
      }
    }
  }

  @Test("rows add up to the totals, whatever cannot be placed", arguments: seeds)
  func rowsAddUp(seed: UInt64) throws {
    var history = RandomHistory(seed: seed, geography: try SampleFolder.geography())
    let (asOf, edition) = (history.someDay(), history.someEdition())
    let rows = try ProgressCount(facts: history.facts, sales: history.sales, asOf: asOf, edition: edition).rows()
    let total = try #require(rows.last)
    #expect(total.selector == .total)
    let parts = rows.filter { row in
      switch row.selector {
      case .unit, .undetermined: true
      case .phaseTotal, .total: false
      }
    }
    for figure in [\Figures.producers, \.productsRecognised, \.productsListedAnyFloor, \.productsOutOfSeason] {
      let sum = parts.reduce(0) { $0 + $1.figures[keyPath: figure] }
      #expect(sum == total.figures[keyPath: figure], "seed \(seed), \(asOf), \(edition)")
    }
    #expect(
      parts.reduce(0) { $0 + $1.figures.sales.revenueDong } == total.figures.sales.revenueDong,
      "seed \(seed), \(asOf), \(edition)"
    )
  }

  @Test("a program that shares nothing with this one counts the same, to the unit", arguments: recountSeeds)
  func recountAgrees(seed: UInt64) throws {
    var history = RandomHistory(seed: seed, geography: try SampleFolder.geography())
    let (asOf, edition) = (history.someDay(), history.someEdition())
    let folder = FileManager.default.temporaryDirectory.appending(path: "reporting-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try HistoryFiles.write(history, to: folder)
    let recounted = try RecomputedReport.run(folder: folder, asOf: asOf, edition: edition)

    let facts = history.facts
    let count = ProgressCount(
      facts: facts,
      sales: history.groupedSales(from: facts.campaignStart, through: asOf),
      asOf: asOf,
      edition: edition
    )
    let counted = try count.rows().map { RecomputedReport.Row($0, floors: facts.floors) }
    #expect(counted.count == recounted.rows.count, "seed \(seed), \(asOf), \(edition)")
    for (row, recount) in zip(counted, recounted.rows) {
      #expect(row == recount, "seed \(seed), \(asOf), \(edition)")
    }
    let claims = try ClaimCounter.compare(count) { asOf in
      ProgressCount(
        facts: facts,
        sales: history.groupedSales(from: facts.campaignStart, through: asOf),
        asOf: asOf,
        edition: edition
      )
    }
    #expect(
      claims.map { RecomputedReport.Claim(claimId: $0.claim.id, counted: $0.counted) } == recounted.claims,
      "seed \(seed), \(asOf), \(edition)"
    )
  }
}
