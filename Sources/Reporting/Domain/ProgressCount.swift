import DomainPrimitives

/// The campaign's progress on a day, on one edition's map: every record with its row and what was decided about it.
struct ProgressCount: Sendable {
  let facts: CampaignFacts
  let sales: [SaleRecord]
  let asOf: CivilDate
  let placer: RowPlacer

  private struct ProducerStatus: Sendable {
    let row: RowKey
    let registered: Verdict
    let store: Verdict
    let account: Verdict
  }

  private struct ProductStatus: Sendable {
    let row: RowKey
    let listing: ProductListingStatus
  }

  private struct SaleStatus: Sendable {
    let row: RowKey
    let verdict: Verdict
    /// Place in the facts; nil when it has not arrived.
    let productIndex: Int?
  }

  private let links: FactLinks
  private let producerStatuses: [ProducerStatus]
  private let productStatuses: [ProductStatus]
  private let saleStatuses: [SaleStatus]

  /// Decides about every record.
  /// - Parameters:
  ///   - facts: Their floors are in the order of the report.
  ///   - sales: Single sales, or many in one record as `SaleRecord` says.
  init(facts: CampaignFacts, sales: [SaleRecord], asOf: CivilDate, edition: GeographyEdition) {
    self.facts = facts
    self.sales = sales
    self.asOf = asOf
    let placer = RowPlacer(geography: facts.geography, phases: facts.phases, edition: edition)
    self.placer = placer
    let links = FactLinks(facts)
    self.links = links
    let rows = placer.keys(of: facts.producers)
    let producers = zip(facts.producers, links.survivorIndex).map { producer, survivor in
      let row = rows[survivor]
      let registered = ProducerRule.verdict(producer, survivor: facts.producers[survivor], on: asOf)
      let stores = links.storesByProducer[producer.id] ?? []
      let accounts = links.accountsByProducer[producer.id] ?? []
      return ProducerStatus(
        row: row,
        registered: registered,
        store: ProducerRule.storeVerdict(registered, stores: stores, on: asOf),
        account: ProducerRule.accountVerdict(registered, accounts: accounts, on: asOf)
      )
    }
    let floorIDs = facts.floors.map(\.id)
    let products = facts.products.map { product in
      let survivor = links.survivorIndex(of: product.producerID)
      let producerID = survivor.map { facts.producers[$0].id } ?? product.producerID
      let status = ProductListingStatus(
        product: product,
        recognitions: links.recognitionsByProduct[product.id] ?? [],
        listings: links.listingsByProduct[product.id] ?? [],
        stores: links.storesByProducer[producerID] ?? [],
        floorIDs: floorIDs,
        on: asOf
      )
      let row = survivor.map { producers[$0].row } ?? .unknown
      return ProductStatus(row: row, listing: status)
    }
    let rule = SaleRule(start: facts.campaignStart, asOf: asOf, sales: sales)
    saleStatuses = sales.map { sale in
      // Sales belong to the producer's row, whether or not the product is still recognised.
      guard let index = links.productIndexByListing[sale.listingID] else {
        let verdict = Verdict.leftOut(.unknownProduct, .unknownProduct(listingID: sale.listingID))
        return SaleStatus(row: .unknown, verdict: verdict, productIndex: nil)
      }
      return SaleStatus(row: products[index].row, verdict: rule.verdict(sale), productIndex: index)
    }
    producerStatuses = producers
    productStatuses = products
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

  /// Sums of all sales by row.
  func salesFiguresByRow() throws(FigureOverflow) -> [RowKey: SalesFigures] {
    // By product first: a product has one row and one unit of sale, and there are far fewer of them than sales.
    var byProduct = [SalesFigures](repeating: SalesFigures(), count: facts.products.count)
    for (sale, status) in zip(sales, saleStatuses) {
      guard let index = status.productIndex else { continue }
      try byProduct[index].add(sale, status.verdict, unitOfSale: facts.products[index].unitOfSale)
    }
    var byRow: [RowKey: SalesFigures] = [:]
    for (status, figures) in zip(productStatuses, byProduct) {
      try byRow[status.row, default: SalesFigures()].add(figures)
    }
    return byRow
  }

  /// Listings whose sales belong to a row.
  func listingIDs(in row: RowSelector) -> [String] {
    let rows = productRows
    return facts.listings.compactMap { listing in
      let key = rows[listing.productID] ?? .unknown
      return row.contains(key) ? listing.id : nil
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

  private var productRows: [String: RowKey] {
    var rows: [String: RowKey] = [:]
    for (product, status) in zip(facts.products, productStatuses) { rows[product.id] = status.row }
    return rows
  }

  private func floorIndex(_ floorID: String) -> Int? {
    facts.floors.firstIndex { $0.id == floorID }
  }

  private func producerMemberships(_ verdict: KeyPath<ProducerStatus, Verdict>) -> [Membership] {
    producerStatuses.indices.map { index in
      let status = producerStatuses[index]
      return Membership(subject: .producer(index), row: status.row, verdict: status[keyPath: verdict])
    }
  }

  private func productMemberships(_ verdict: (ProductListingStatus) -> Verdict) -> [Membership] {
    productStatuses.indices.map { index in
      let status = productStatuses[index]
      return Membership(subject: .product(index), row: status.row, verdict: verdict(status.listing))
    }
  }
}
