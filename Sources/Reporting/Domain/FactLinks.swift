import DomainPrimitives

/// The facts by what they belong to, by their places in the facts. -1 stands for what has not arrived from its source.
struct FactLinks: Sendable {
  let places: FactPlaces
  let groups: FactGroups

  var producerIndex: [String: Int] { places.producerIndex }
  var productIndex: [String: Int] { places.productIndex }
  var listingIndex: [String: Int] { places.listingIndex }
  var survivorIndex: [Int] { places.survivorIndex }
  var producerOfProduct: [Int] { places.producerOfProduct }
  var producerOfStore: [Int] { places.producerOfStore }
  var storeOfListing: [Int] { places.storeOfListing }
  var productOfListing: [Int] { places.productOfListing }
  var unitsOfSale: [String] { places.unitsOfSale }
  var unitOfSaleOfProduct: [Int32] { places.unitOfSaleOfProduct }
  var floorOfStore: [Int] { places.floorOfStore }
  var listingDays: [ListingDays] { places.listingDays }
  var storeDays: [StoreDays] { places.storeDays }
  var recognitionsByProduct: [[Recognition]] { groups.recognitionsByProduct }
  var documentsByProduct: [[ProductDocument]] { groups.documentsByProduct }
  var listingsByProduct: [[Int]] { groups.listingsByProduct }
  var productsByProducer: [[Int]] { groups.productsByProducer }
  var storesByProducer: [[Int]] { groups.storesByProducer }
  var accountsByProducer: [[PaymentAccount]] { groups.accountsByProducer }
  var listingsByStore: [[Int]] { groups.listingsByStore }
  var liveLooksByListing: [[CivilDate]] { groups.liveLooksByListing }
  var totalsByListing: [[MonthTotal]] { groups.totalsByListing }
  var listingsWithTotals: [Int] { groups.listingsWithTotals }

  /// A monthly total that can stand for its month.
  struct MonthTotal: Hashable, Sendable {
    let monthIndex: Int32
    let sums: SalesSums

    /// Those of a listing, by month; a second total of one month does not count.
    static func all(_ records: [SaleRecord]) -> [MonthTotal] {
      var totals: [MonthTotal] = []
      for record in records.sorted(by: { ($0.month, $0.id) < ($1.month, $1.id) }) {
        let month = MonthSales.index(record.month)
        if totals.last?.monthIndex != month { totals.append(MonthTotal(monthIndex: month, sums: SalesSums(record))) }
      }
      return totals
    }
  }

  /// - Parameters:
  ///   - earlier: Links of an earlier state of the facts, of which is taken over what holds: there are tens of
  ///     thousands of records, and one that changes is counted in the next report.
  ///   - changes: Since that state.
  init(_ facts: CampaignFacts, after earlier: FactLinks? = nil, _ changes: FactChanges = .unknown) {
    places = FactPlaces(facts, after: earlier?.places, changes)
    groups = FactGroups(facts, places, after: earlier, changes)
  }

  /// Place of the producer that what belongs to a producer counts as; nil when it has not arrived.
  func survivorIndex(of producerID: String) -> Int? {
    producerIndex[producerID].map { survivorIndex[$0] }
  }

  /// Stores of the producer of a product.
  func stores(ofProductAt index: Int, _ product: Product) -> [Int] {
    let producer = producerOfProduct[index]
    return producer < 0 ? groups.strayStores[product.producerID] ?? [] : storesByProducer[producer]
  }
}
