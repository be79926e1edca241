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
  let rowIndex: RowIndex
  let layout: ProgressLayout
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
    let rows = RowIndex(placer.keys(of: facts.producers), links)
    self.init(
      facts: facts,
      links: links,
      status: DayStatus(facts, links, DayFacts(facts, links), asOf: asOf),
      placer: placer,
      rows: rows,
      layout: ProgressLayout(placer, rows),
      sales: sales
    )
  }

  /// Decides about every record, from what is known of the day already.
  /// - Parameters:
  ///   - rows: Those that `placer` gives to producers.
  ///   - layout: Of those rows.
  ///   - sales: Single sales, to open a figure.
  ///   - sums: To count, what each of the facts' listings sold from the campaign's start through the day.
  init(
    facts: CampaignFacts,
    links: FactLinks,
    status: DayStatus,
    placer: RowPlacer,
    rows: RowIndex,
    layout: ProgressLayout,
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
    rowIndex = rows
    self.layout = layout
    let rule = SaleRule(start: facts.campaignStart, asOf: asOf, sales: sales)
    saleStatuses = sales.map { sale in
      // Sales belong to the producer's row, whether or not the product is still recognised.
      guard let listing = links.listingIndex[sale.listingID], links.productOfListing[listing] >= 0 else {
        let verdict = Verdict.leftOut(.unknownProduct, .unknownProduct(listingID: sale.listingID))
        return SaleStatus(row: .unknown, verdict: verdict, productIndex: nil)
      }
      let product = links.productOfListing[listing]
      return SaleStatus(row: rows.keys[rows.products[product]], verdict: rule.verdict(sale), productIndex: product)
    }
  }

  /// Every record in a row that the indicator looks at, each once, in the order of the facts.
  func memberships(of indicator: Indicator, in row: RowSelector = .total) -> [Membership] {
    switch indicator {
    case .producers: producerMemberships(row) { ($0.registered, $1.registered(producerAt: $2)) }
    case .producersWithStore: producerMemberships(row) { ($0.store, $1.store(producerAt: $2)) }
    case .producersWithPaymentAccount: producerMemberships(row) { ($0.account, $1.account(producerAt: $2)) }
    case .productsRecognised: productMemberships(row) { (status.products[$1].recognised, $0.recognised) }
    case .productsListedAnyFloor: productMemberships(row) { (status.products[$1].anyFloor, $0.anyFloor) }
    case .productsListed(let floorID):
      floorIndex(floorID).map { floor in
        productMemberships(row) { (status.reason(ofProduct: $1, onFloor: floor), $0.byFloor[floor]) }
      } ?? []
    case .productsListedOnEveryFloor: productMemberships(row) { (status.products[$1].everyFloor, $0.everyFloor) }
    case .orders, .quantity, .revenue:
      saleStatuses.indices.filter { row.contains(saleStatuses[$0].row) }.map { index in
        Membership(subject: .sale(index), row: saleStatuses[index].row, verdict: saleStatuses[index].verdict)
      }
    }
  }

  /// Listings whose sales belong to a row.
  func listingIDs(in row: RowSelector) -> [String] {
    facts.listings.indices.compactMap { index in
      let product = links.productOfListing[index]
      let key = product < 0 ? RowKey.unknown : rowIndex.keys[rowIndex.products[product]]
      return row.contains(key) ? facts.listings[index].id : nil
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

  /// Place of a floor; nil when it has not arrived.
  func floorIndex(_ floorID: String) -> Int? {
    facts.floors.firstIndex { $0.id == floorID }
  }

  /// The reason is the one that is counted by; the evidence is what led to it.
  private func producerMemberships(
    _ row: RowSelector,
    _ decided: (DayStatus.ProducerStatus, DayEvidence, Int) -> (reason: Reason?, verdict: Verdict)
  ) -> [Membership] {
    let evidence = DayEvidence(facts, links, on: asOf)
    return status.producers.indices.compactMap { index in
      let key = rowIndex.keys[rowIndex.producers[index]]
      guard row.contains(key) else { return nil }
      let (reason, verdict) = decided(status.producers[index], evidence, index)
      return Membership(
        subject: .producer(index),
        row: key,
        verdict: Verdict(reason: reason, evidence: verdict.evidence)
      )
    }
  }

  private func productMemberships(
    _ row: RowSelector,
    _ decided: (ProductListingStatus, Int) -> (reason: Reason?, verdict: Verdict)
  ) -> [Membership] {
    let evidence = DayEvidence(facts, links, on: asOf)
    return status.products.indices.compactMap { index in
      let key = rowIndex.keys[rowIndex.products[index]]
      guard row.contains(key) else { return nil }
      let (reason, verdict) = decided(evidence.listing(ofProductAt: index), index)
      return Membership(
        subject: .product(index),
        row: key,
        verdict: Verdict(reason: reason, evidence: verdict.evidence)
      )
    }
  }
}
