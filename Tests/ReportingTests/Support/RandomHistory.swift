import DomainPrimitives
import TestSupport

@testable import Reporting

/// A made-up campaign on the real map: a few dozen records of each kind with overlapping, ending, revoked, late and
/// contradictory facts, 2020 to 2026. The same seed gives the same history.
struct RandomHistory {
  var facts = CampaignFacts()
  var sales: [SaleRecord] = []
  private var generator: SeededGenerator
  private let firstDay = day("2020-02-29")
  private let lastDay = day("2026-06-30")

  init(seed: UInt64, geography: AdministrativeGeography) {
    generator = SeededGenerator(seed: seed)
    facts.geography = geography
    facts.floors = ["postmart", "voso", "zalo"].prefix(generator.within(1, 3)).map { Floor(id: $0, name: $0) }
    addPhases()
    addProducers()
    addProducts()
    addStores()
    addListings()
    addSales()
    addClaims()
  }

  /// Some day of the history.
  mutating func someDay() -> CivilDate {
    let days = firstDay.days(until: lastDay)
    // Ends of months and quarters are where rules break.
    let date = firstDay.adding(days: generator.within(0, days))
    return generator.chance(30) ? CivilMonth(containing: date).lastDay : date
  }

  mutating func someEdition() -> GeographyEdition {
    GeographyEdition.allCases[generator.within(0, 2)]
  }

  private mutating func maybeLater(than date: CivilDate, _ percent: Int) -> CivilDate? {
    generator.chance(percent) ? date.adding(days: generator.within(0, 900)) : nil
  }

  private mutating func addPhases() {
    let districts = ["178", "180", "181", "182", "183", "184", "185", "186", "187", "188", "189"]
      .shuffled(using: &generator)
    let first = generator.within(0, 6)
    let second = generator.within(first, 11)
    facts.phases = [
      CampaignPhase(
        id: "phase-1",
        name: "1",
        startsOn: day("2021-07-20"),
        unitCodes: districts[..<first].sorted()
      ),
      CampaignPhase(
        id: "phase-2",
        name: "2",
        startsOn: day("2021-09-20"),
        unitCodes: districts[first..<second].sorted()
      ),
    ]
    if generator.chance(15) { facts.phases = [] }
  }

  private mutating func addProducers() {
    for index in 0..<30 {
      let registered = someDay()
      let units = facts.geography.units(on: registered, level: .commune)
      let straddlers = ["06187", "05977", "06286", "06316", "06040", "06622", "06625"]
      let odd = units.filter { straddlers.contains($0.key.code) }
      let unit = (generator.chance(30) && !odd.isEmpty ? odd : units).randomElement(using: &generator)
      facts.producers.append(
        Producer(
          id: "CT-\(10 + index)",
          name: "CT",
          unitCode: unit?.key.code ?? "06463",
          registeredOn: registered,
          endedOn: maybeLater(than: registered, 15),
          isPerson: index.isMultiple(of: 3),
          mergedIntoProducerID: index >= 20 && generator.chance(30) ? "CT-\(10 + generator.within(0, 19))" : nil
        )
      )
    }
  }

  private mutating func someException() -> SeasonException? {
    let first = CivilMonth(containing: someDay())
    return try? SeasonException(
      firstMonth: first,
      lastMonth: first.adding(months: generator.within(0, 14)),
      isInSeason: generator.chance(50)
    )
  }

  private mutating func addProducts() {
    let seasons = [[], [], [], [(10, 2)], [(5, 6), (11, 12)], [(7, 7)]]
    for index in 0..<40 {
      let windows = seasons[generator.within(0, 5)].compactMap { try? SeasonWindow(firstMonth: $0.0, lastMonth: $0.1) }
      let id = "SP-\(10 + index)"
      facts.products.append(
        Product(
          id: id,
          producerID: facts.producers[generator.within(0, 29)].id,
          name: id,
          unitOfSale: ["kg", "box", "bottle"][generator.within(0, 2)],
          seasons: SeasonWindows(windows, exceptions: (0..<generator.within(0, 2)).compactMap { _ in someException() })
        )
      )
      for certificate in 0..<generator.within(0, 2) {
        let issued = someDay()
        facts.recognitions.append(
          Recognition(
            id: "CN-\(index)-\(certificate)",
            productID: id,
            stars: 3,
            issuedOn: issued,
            revokedOn: maybeLater(than: issued, 15)
          )
        )
      }
    }
  }

  private mutating func addStores() {
    for index in 0..<35 {
      let opened = someDay()
      facts.stores.append(
        Store(
          id: "CH-\(10 + index)",
          producerID: facts.producers[generator.within(0, 29)].id,
          floorID: facts.floors[generator.below(facts.floors.count)].id,
          openedOn: opened,
          closedOn: maybeLater(than: opened, 25)
        )
      )
    }
    for index in 0..<25 {
      let opened = someDay()
      facts.paymentAccounts.append(
        PaymentAccount(
          id: "TK-\(10 + index)",
          producerID: facts.producers[generator.within(0, 29)].id,
          provider: "Agribank",
          openedOn: opened,
          closedOn: maybeLater(than: opened, 20)
        )
      )
    }
  }

  private mutating func addListings() {
    for index in 0..<60 {
      let planned = someDay()
      let declared = maybeLater(than: planned, 70)
      let observed = (declared ?? planned).adding(days: generator.within(0, 60))
      facts.listings.append(
        ProductListing(
          id: "DB-\(10 + index)",
          storeID: facts.stores[generator.within(0, 34)].id,
          productID: facts.products[generator.within(0, 39)].id,
          plannedOn: generator.chance(50) ? planned : nil,
          declaredOn: declared,
          acceptedOn: declared?.adding(days: 2),
          observedOn: generator.chance(75) ? observed : nil,
          endedOn: maybeLater(than: observed, 25),
          notLiveReason: nil
        )
      )
    }
  }

  private mutating func addSales() {
    let states: [OrderState] = [.completed, .completed, .completed, .cancelled, .returned]
    // Few listings and few months, so that orders and totals meet.
    for index in 0..<400 {
      let ordered = generator.chance(60) ? day("2021-07-01").adding(days: generator.within(0, 150)) : someDay()
      sales.append(
        SaleRecord(
          id: "DH-\(1000 + index)",
          listingID: facts.listings[generator.within(0, 19)].id,
          month: CivilMonth(containing: ordered),
          content: .orders(state: states[generator.within(0, 4)], first: ordered, last: ordered),
          orderCount: 1,
          quantityThousandths: Int64(generator.within(1, 9000)),
          revenueDong: Int64(generator.within(0, 900_000))
        )
      )
    }
    for index in 0..<60 {
      sales.append(
        SaleRecord(
          id: "DS-\(100 + index)",
          listingID: facts.listings[generator.within(0, 19)].id,
          month: CivilMonth(containing: day("2021-07-01").adding(days: generator.within(0, 150))),
          content: .monthlyTotal(
            cancelledCount: UInt64(generator.within(0, 3)),
            returnedCount: UInt64(generator.within(0, 3))
          ),
          orderCount: UInt64(generator.within(0, 90)),
          quantityThousandths: Int64(generator.within(0, 900_000)),
          revenueDong: Int64(generator.within(0, 90_000_000))
        )
      )
    }
  }

  private mutating func addClaims() {
    for number in 1...10 {
      facts.claims.append(
        PublishedClaim(
          id: "CB-\(10 + number)",
          indicatorNumber: Int32(number),
          phaseID: generator.chance(50) ? facts.phases.first?.id : nil,
          wording: "about",
          value: 1,
          asOf: someDay(),
          source: "somebody"
        )
      )
    }
    facts.claims.sort { ($0.asOf, $0.id) < ($1.asOf, $1.id) }
  }

  /// The sales of a count as storage hands them over: orders of a listing, month and state in one record, those
  /// outside of the period left away.
  func groupedSales(from start: CivilDate?, through end: CivilDate) -> [SaleRecord] {
    var groups: [String: SaleRecord] = [:]
    var totals: [SaleRecord] = []
    for sale in sales {
      guard case .orders(let state, let ordered, _) = sale.content else {
        totals.append(sale)
        continue
      }
      guard ordered <= end, start.map({ $0 <= ordered }) ?? true else { continue }
      let key = "\(sale.listingID) \(sale.month) \(state)"
      groups[key] = groups[key].map { Self.sum($0, sale) } ?? Self.sum(nil, sale)
    }
    return groups.values.sorted { ($0.listingID, $0.month) < ($1.listingID, $1.month) } + totals
  }

  private static func sum(_ group: SaleRecord?, _ sale: SaleRecord) -> SaleRecord {
    guard case .orders(let state, let ordered, _) = sale.content else { return sale }
    var (first, last) = (ordered, ordered)
    if let group, case .orders(_, let earliest, let latest) = group.content {
      (first, last) = (min(earliest, ordered), max(latest, ordered))
    }
    return SaleRecord(
      id: "",
      listingID: sale.listingID,
      month: sale.month,
      content: .orders(state: state, first: first, last: last),
      orderCount: (group?.orderCount ?? 0) + 1,
      quantityThousandths: (group?.quantityThousandths ?? 0) + sale.quantityThousandths,
      revenueDong: (group?.revenueDong ?? 0) + sale.revenueDong
    )
  }
}
