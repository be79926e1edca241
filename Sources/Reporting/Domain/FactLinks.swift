import DomainPrimitives

/// The facts by what they belong to, by their places in the facts. -1 stands for what has not arrived from its source.
struct FactLinks: Sendable {
  let producerIndex: [String: Int]
  let productIndex: [String: Int]
  let listingIndex: [String: Int]
  /// Of every producer the place of the one that it counts as: itself, unless it was merged into one that is known.
  let survivorIndex: [Int]
  /// Of every product the place of the producer that it counts as.
  let producerOfProduct: [Int]
  let producerOfStore: [Int]
  let storeOfListing: [Int]
  let productOfListing: [Int]
  /// Units of sale that products have, and of every product the place of its own.
  let unitsOfSale: [String]
  let unitOfSaleOfProduct: [Int32]
  let floorOfStore: [Int]
  /// In the order in which they govern (`RecognitionRule.isBefore`).
  let recognitionsByProduct: [[Recognition]]
  let documentsByProduct: [[ProductDocument]]
  /// Listings whose store is known.
  let listingsByProduct: [[Int]]
  let productsByProducer: [[Int]]
  /// Stores and accounts, by the producer that theirs counts as.
  let storesByProducer: [[Int]]
  let accountsByProducer: [[PaymentAccount]]
  let listingsByStore: [[Int]]
  let listingDays: [ListingDays]
  let storeDays: [StoreDays]
  /// Days on which somebody who looked saw a listing live.
  let liveLooksByListing: [[CivilDate]]
  /// Monthly totals of listings that are known: of one month the first by identifier.
  let totalsByListing: [[MonthTotal]]
  /// Places of listings that have one.
  let listingsWithTotals: [Int]
  /// Stores by producers that have not arrived.
  private let strayStores: [String: [Int]]

  /// A monthly total that can stand for its month.
  struct MonthTotal: Hashable, Sendable {
    let monthIndex: Int32
    let sums: SalesSums
  }

  init(_ facts: CampaignFacts) {
    let producerIndex = Self.index(facts.producers.map(\.id))
    let productIndex = Self.index(facts.products.map(\.id))
    let storeIndex = Self.index(facts.stores.map(\.id))
    let listingIndex = Self.index(facts.listings.map(\.id))
    let floorIndex = Self.index(facts.floors.map(\.id))
    let survivors = facts.producers.enumerated().map { place, producer in
      producer.mergedIntoProducerID.flatMap { producerIndex[$0] } ?? place
    }
    func survivor(_ id: String) -> Int { producerIndex[id].map { survivors[$0] } ?? -1 }
    self.producerIndex = producerIndex
    self.productIndex = productIndex
    self.listingIndex = listingIndex
    survivorIndex = survivors
    producerOfProduct = facts.products.map { survivor($0.producerID) }
    producerOfStore = facts.stores.map { survivor($0.producerID) }
    floorOfStore = facts.stores.map { floorIndex[$0.floorID] ?? -1 }
    storeOfListing = facts.listings.map { storeIndex[$0.storeID] ?? -1 }
    productOfListing = facts.listings.map { productIndex[$0.productID] ?? -1 }
    let unitsOfSale = Set(facts.products.map(\.unitOfSale)).sorted()
    let unitPlaces = Self.index(unitsOfSale)
    self.unitsOfSale = unitsOfSale
    unitOfSaleOfProduct = facts.products.map { Int32(unitPlaces[$0.unitOfSale] ?? 0) }
    let products = facts.products.count
    let producers = facts.producers.count
    recognitionsByProduct = Self.group(facts.recognitions.sorted(by: RecognitionRule.isBefore), products) {
      productIndex[$0.productID] ?? -1
    }
    documentsByProduct = Self.group(facts.documents, products) { productIndex[$0.productID] ?? -1 }
    productsByProducer = Self.group(Array(facts.products.indices), producers) { [producerOfProduct] in
      producerOfProduct[$0]
    }
    storesByProducer = Self.group(Array(facts.stores.indices), producers) { [producerOfStore] in producerOfStore[$0] }
    accountsByProducer = Self.group(facts.paymentAccounts, producers) { survivor($0.producerID) }
    strayStores = Dictionary(grouping: facts.stores.indices.filter { [producerOfStore] in producerOfStore[$0] < 0 }) {
      facts.stores[$0].producerID
    }
    listingsByStore = Self.group(Array(facts.listings.indices), facts.stores.count) { [storeOfListing] in
      storeOfListing[$0]
    }
    listingsByProduct = Self.group(Array(facts.listings.indices), products) { [storeOfListing, productOfListing] in
      storeOfListing[$0] < 0 ? -1 : productOfListing[$0]
    }
    listingDays = facts.listings.map(ListingDays.init)
    storeDays = facts.stores.map(StoreDays.init)
    liveLooksByListing = Self.group(facts.looks.filter(\.isLive), facts.listings.count) {
      listingIndex[$0.listingID] ?? -1
    }
    .map { looks in looks.map(\.observedOn) }
    let totals = Self.group(facts.monthlyTotals, facts.listings.count) { listingIndex[$0.listingID] ?? -1 }
      .map(Self.monthTotals)
    totalsByListing = totals
    listingsWithTotals = totals.indices.filter { !totals[$0].isEmpty }
  }

  /// Place of the producer that what belongs to a producer counts as; nil when it has not arrived.
  func survivorIndex(of producerID: String) -> Int? {
    producerIndex[producerID].map { survivorIndex[$0] }
  }

  /// Stores of the producer of a product.
  func stores(ofProductAt index: Int, _ product: Product) -> [Int] {
    let producer = producerOfProduct[index]
    return producer < 0 ? strayStores[product.producerID] ?? [] : storesByProducer[producer]
  }

  private static func index(_ identifiers: [String]) -> [String: Int] {
    var places = [String: Int](minimumCapacity: identifiers.count)
    for (place, identifier) in identifiers.enumerated() { places[identifier] = place }
    return places
  }

  /// Values by a place; those without one are left out.
  private static func group<Value>(_ values: [Value], _ count: Int, _ place: (Value) -> Int) -> [[Value]] {
    var groups = [[Value]](repeating: [], count: count)
    for value in values {
      let place = place(value)
      if place >= 0 { groups[place].append(value) }
    }
    return groups
  }

  /// By month; a second total of one month does not count.
  private static func monthTotals(_ records: [SaleRecord]) -> [MonthTotal] {
    var totals: [MonthTotal] = []
    for record in records.sorted(by: { ($0.month, $0.id) < ($1.month, $1.id) }) {
      let month = MonthSales.index(record.month)
      if totals.last?.monthIndex != month { totals.append(MonthTotal(monthIndex: month, sums: SalesSums(record))) }
    }
    return totals
  }
}
