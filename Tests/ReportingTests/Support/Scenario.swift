import DomainPrimitives

@testable import Reporting

/// Facts written down one by one, on the real map of Lạng Sơn: districts 187 (Chi Lăng) and 184 (Văn Quan) in phase-1,
/// the others in phase-2, floors postmart and voso.
struct Scenario {
  var facts = CampaignFacts()
  var sales: [SaleRecord] = []

  init() throws {
    facts.geography = try SampleFolder.geography()
    facts.floors = [Floor(id: "postmart", name: "Postmart"), Floor(id: "voso", name: "Vỏ Sò")]
    facts.phases = [
      CampaignPhase(
        id: "phase-1",
        name: "Giai đoạn 1",
        startsOn: day("2021-07-20"),
        unitCodes: ["180", "184", "185", "186", "187"]
      ),
      CampaignPhase(
        id: "phase-2",
        name: "Giai đoạn 2",
        startsOn: day("2021-09-20"),
        unitCodes: ["178", "181", "182", "183", "188", "189"]
      ),
    ]
  }

  /// A producer of Đồng Mỏ township, Chi Lăng, unless said otherwise.
  mutating func producer(_ id: String, unit: String = "06463", from: String = "2020-06-01", ended: String? = nil) {
    facts.producers.append(
      Producer(
        id: id,
        name: id,
        unitCode: unit,
        registeredOn: day(from),
        endedOn: ended.map(day),
        isPerson: false
      )
    )
  }

  /// A product, recognised on a day when one is given.
  mutating func product(
    _ id: String,
    of producer: String,
    recognised: String? = "2020-12-01",
    revoked: String? = nil,
    seasons: SeasonWindows = .allYear,
    unitOfSale: String = "kg"
  ) {
    facts.products.append(
      Product(id: id, producerID: producer, name: id, unitOfSale: unitOfSale, seasons: seasons)
    )
    guard let recognised else { return }
    facts.recognitions.append(
      Recognition(id: "R-\(id)", productID: id, stars: 4, issuedOn: day(recognised), revokedOn: revoked.map(day))
    )
  }

  mutating func store(_ id: String, of producer: String, on floor: String, from: String, closed: String? = nil) {
    facts.stores.append(
      Store(id: id, producerID: producer, floorID: floor, openedOn: day(from), closedOn: closed.map(day))
    )
  }

  mutating func account(of producer: String, from: String, closed: String? = nil) {
    facts.paymentAccounts.append(
      PaymentAccount(
        id: "A-\(producer)",
        producerID: producer,
        provider: "Agribank",
        openedOn: day(from),
        closedOn: closed.map(day)
      )
    )
  }

  mutating func listing(
    _ id: String,
    of product: String,
    in store: String,
    planned: String? = nil,
    declared: String? = nil,
    accepted: String? = nil,
    observed: String? = nil,
    ended: String? = nil
  ) {
    facts.listings.append(
      ProductListing(
        id: id,
        storeID: store,
        productID: product,
        plannedOn: planned.map(day),
        declaredOn: declared.map(day),
        acceptedOn: accepted.map(day),
        observedOn: observed.map(day),
        endedOn: ended.map(day),
        notLiveReason: nil
      )
    )
  }

  mutating func order(_ id: String, of listing: String, on date: String, kg: Int64, _ state: OrderState = .completed) {
    sales.append(
      SaleRecord(
        id: id,
        listingID: listing,
        month: CivilMonth(containing: day(date)),
        content: .orders(state: state, first: day(date), last: day(date)),
        orderCount: 1,
        quantityThousandths: kg * 1000,
        revenueDong: kg * 100_000
      )
    )
  }

  mutating func total(_ id: String, of listing: String, in text: String, orders: UInt64, kg: Int64) {
    sales.append(
      SaleRecord(
        id: id,
        listingID: listing,
        month: month(text),
        content: .monthlyTotal(cancelledCount: 2, returnedCount: 1),
        orderCount: orders,
        quantityThousandths: kg * 1000,
        revenueDong: kg * 100_000
      )
    )
  }

  func count(_ asOf: String, _ edition: GeographyEdition = .edition2021) -> ProgressCount {
    ProgressCount(facts: facts, sales: sales, asOf: day(asOf), edition: edition)
  }

  /// Figures of the whole on a day.
  func total(_ asOf: String, _ edition: GeographyEdition = .edition2021) throws -> Figures {
    try figures(.total, asOf, edition)
  }

  /// Figures of a row on a day; of a row that the report does not show, nothing.
  func figures(_ row: RowSelector, _ asOf: String, _ edition: GeographyEdition = .edition2021) throws -> Figures {
    try count(asOf, edition).rows().first { $0.selector == row }?.figures ?? Figures(floorCount: facts.floors.count)
  }

  /// Why each record is left out of a figure of the whole, by identifier; counted ones are missing.
  func reasons(_ indicator: Indicator, _ asOf: String) -> [String: Reason] {
    let count = count(asOf)
    var reasons: [String: Reason] = [:]
    for member in count.memberships(of: indicator) {
      switch member.subject {
      case .producer(let index): reasons[facts.producers[index].id] = member.verdict.reason
      case .product(let index): reasons[facts.products[index].id] = member.verdict.reason
      case .sale(let index): reasons[sales[index].id] = member.verdict.reason
      }
    }
    return reasons
  }
}
