import DomainPrimitives

/// The campaign's progress on a day, on one edition's map: every record with its row and what was decided about it.
struct ProgressCount: Sendable {
  let facts: CampaignFacts
  let sales: [SaleRecord]
  let asOf: CivilDate
  let placer: RowPlacer

  struct SaleStatus: Sendable {
    let row: RowKey
    let verdict: Verdict
    /// Place in the facts; nil when it has not arrived.
    let productIndex: Int?
  }

  let links: FactLinks
  let status: DayStatus
  /// Of every producer, and of every product: the row of the producer that it counts as.
  let producerRows: [RowKey]
  private let productRows: [RowKey]
  let saleStatuses: [SaleStatus]
  /// What every listing sold, where sales are not given one by one.
  let sums: [SalesSums]?

  /// Decides about every record.
  /// - Parameters:
  ///   - facts: Their floors are in the order of the report.
  ///   - sales: Single sales, or many in one record as `SaleRecord` says.
  init(facts: CampaignFacts, sales: [SaleRecord], asOf: CivilDate, edition: GeographyEdition) {
    let links = FactLinks(facts)
    let placer = RowPlacer(geography: facts.geography, phases: facts.phases, edition: edition)
    self.init(
      facts: facts,
      links: links,
      status: DayStatus(facts, links, asOf: asOf),
      placer: placer,
      rows: placer.keys(of: facts.producers),
      sales: sales
    )
  }

  /// Decides about every record, from what is known of the day already.
  /// - Parameters:
  ///   - rows: Of every producer the row that `placer` gives it.
  ///   - sales: Single sales, to open a figure.
  ///   - sums: To count, what each of the facts' listings sold from the campaign's start through the day.
  init(
    facts: CampaignFacts,
    links: FactLinks,
    status: DayStatus,
    placer: RowPlacer,
    rows: [RowKey],
    sales: [SaleRecord] = [],
    sums: [SalesSums]? = nil
  ) {
    self.facts = facts
    self.links = links
    self.status = status
    self.placer = placer
    self.sales = sales
    self.sums = sums
    asOf = status.asOf
    producerRows = links.survivorIndex.map { rows[$0] }
    let productRows = links.producerOfProduct.map { $0 < 0 ? RowKey.unknown : rows[$0] }
    self.productRows = productRows
    let rule = SaleRule(start: facts.campaignStart, asOf: asOf, sales: sales)
    saleStatuses = sales.map { sale in
      // Sales belong to the producer's row, whether or not the product is still recognised.
      guard let listing = links.listingIndex[sale.listingID], links.productOfListing[listing] >= 0 else {
        let verdict = Verdict.leftOut(.unknownProduct, .unknownProduct(listingID: sale.listingID))
        return SaleStatus(row: .unknown, verdict: verdict, productIndex: nil)
      }
      let product = links.productOfListing[listing]
      return SaleStatus(row: productRows[product], verdict: rule.verdict(sale), productIndex: product)
    }
  }

  /// Every record that the indicator looks at, each once, in the order of the facts.
  func memberships(of indicator: Indicator) -> [Membership] {
    switch indicator {
    case .producers: producerMemberships(\.registered)
    case .producersWithStore: producerMemberships(\.store)
    case .producersWithPaymentAccount: producerMemberships(\.account)
    case .productsRecognised: productMemberships { $0.recognised }
    case .productsListedAnyFloor: productMemberships { $0.anyFloor }
    case .productsListed(let floorID):
      floorIndex(floorID).map { index in productMemberships { $0.byFloor[index] } } ?? []
    case .productsListedOnEveryFloor: productMemberships { $0.everyFloor }
    case .orders, .quantity, .revenue:
      saleStatuses.indices.map { index in
        Membership(subject: .sale(index), row: saleStatuses[index].row, verdict: saleStatuses[index].verdict)
      }
    }
  }

  /// Listings whose sales belong to a row.
  func listingIDs(in row: RowSelector) -> [String] {
    facts.listings.indices.compactMap { index in
      let product = links.productOfListing[index]
      return row.contains(product < 0 ? .unknown : productRows[product]) ? facts.listings[index].id : nil
    }
  }

  /// The unit that quantities of a sale are in; empty when its product has not arrived.
  func unitOfSale(ofSaleAt index: Int) -> String {
    saleStatuses[index].productIndex.map { facts.products[$0].unitOfSale } ?? ""
  }

  /// The product sold; nil when it has not arrived.
  func product(ofSaleAt index: Int) -> Product? {
    saleStatuses[index].productIndex.map { facts.products[$0] }
  }

  /// The producer that one counts as: the one that it was merged into, else itself.
  func survivor(of producer: Producer) -> Producer {
    links.survivorIndex(of: producer.id).map { facts.producers[$0] } ?? producer
  }

  private func floorIndex(_ floorID: String) -> Int? {
    facts.floors.firstIndex { $0.id == floorID }
  }

  private func producerMemberships(_ verdict: KeyPath<DayStatus.ProducerStatus, Verdict>) -> [Membership] {
    status.producers.indices.map { index in
      Membership(
        subject: .producer(index),
        row: producerRows[index],
        verdict: status.producers[index][keyPath: verdict]
      )
    }
  }

  private func productMemberships(_ verdict: (ProductListingStatus) -> Verdict) -> [Membership] {
    status.products.indices.map { index in
      Membership(
        subject: .product(index),
        row: productRows[index],
        verdict: verdict(status.products[index].listing)
      )
    }
  }
}
