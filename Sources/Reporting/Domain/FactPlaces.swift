import DomainPrimitives

/// The places, in the facts, of records by their identifiers, and of what records belong to. -1 stands for what has not
/// arrived from its source.
struct FactPlaces: Sendable {
  let producerIndex: [String: Int]
  let productIndex: [String: Int]
  let storeIndex: [String: Int]
  let listingIndex: [String: Int]
  /// Of every producer the place of the one that it counts as: itself, unless it was merged into one that is known.
  let survivorIndex: [Int]
  /// Of every product the place of the producer that it counts as.
  let producerOfProduct: [Int]
  let producerOfStore: [Int]
  let floorOfStore: [Int]
  let storeOfListing: [Int]
  let productOfListing: [Int]
  /// Units of sale that products have, and of every product the place of its own.
  let unitsOfSale: [String]
  let unitOfSaleOfProduct: [Int32]
  let listingDays: [ListingDays]
  let storeDays: [StoreDays]

  /// - Parameters:
  ///   - old: Of an earlier state of the facts, of which is taken over what holds.
  ///   - changes: Since that state.
  init(_ facts: CampaignFacts, after old: FactPlaces?, _ changes: FactChanges) {
    let producerIndex = kept(old?.producerIndex, changes.hasSamePlaces(\.producers)) {
      Self.index(facts.producers, \.id)
    }
    let productIndex = kept(old?.productIndex, changes.hasSamePlaces(\.products)) { Self.index(facts.products, \.id) }
    let storeIndex = kept(old?.storeIndex, changes.hasSamePlaces(\.stores)) { Self.index(facts.stores, \.id) }
    let floorIndex = Self.index(facts.floors, \.id)
    let survivors = kept(old?.survivorIndex, changes.isSame(\.producers)) {
      facts.producers.enumerated().map { place, producer in
        producer.mergedIntoProducerID.flatMap { producerIndex[$0] } ?? place
      }
    }
    func survivor(_ id: String) -> Int { producerIndex[id].map { survivors[$0] } ?? -1 }
    self.producerIndex = producerIndex
    self.productIndex = productIndex
    self.storeIndex = storeIndex
    survivorIndex = survivors
    listingIndex = kept(old?.listingIndex, changes.hasSamePlaces(\.listings)) { Self.index(facts.listings, \.id) }
    let hasSurvivors = changes.hasSamePlaces(\.producers) && old?.survivorIndex == survivors
    producerOfProduct = kept(old?.producerOfProduct, changes.isSame(\.products) && hasSurvivors) {
      facts.products.map { survivor($0.producerID) }
    }
    producerOfStore = kept(old?.producerOfStore, changes.isSame(\.stores) && hasSurvivors) {
      facts.stores.map { survivor($0.producerID) }
    }
    floorOfStore = kept(old?.floorOfStore, changes.isSame(\.stores) && changes.hasSamePlaces(\.floors)) {
      facts.stores.map { floorIndex[$0.floorID] ?? -1 }
    }
    storeOfListing = kept(old?.storeOfListing, changes.isSame(\.listings) && changes.hasSamePlaces(\.stores)) {
      facts.listings.map { storeIndex[$0.storeID] ?? -1 }
    }
    productOfListing = kept(old?.productOfListing, changes.isSame(\.listings) && changes.hasSamePlaces(\.products)) {
      facts.listings.map { productIndex[$0.productID] ?? -1 }
    }
    let unitsOfSale = kept(old?.unitsOfSale, changes.isSame(\.products)) {
      Set(facts.products.map(\.unitOfSale)).sorted()
    }
    self.unitsOfSale = unitsOfSale
    unitOfSaleOfProduct = kept(old?.unitOfSaleOfProduct, changes.isSame(\.products)) {
      let places = Self.index(unitsOfSale, \.self)
      return facts.products.map { Int32(places[$0.unitOfSale] ?? 0) }
    }
    listingDays = kept(old?.listingDays, changes.isSame(\.listings)) { facts.listings.map(ListingDays.init) }
    storeDays = kept(old?.storeDays, changes.isSame(\.stores)) { facts.stores.map(StoreDays.init) }
  }

  /// Whether products and listings belong to what they belonged to, and are sold by the same units.
  func hasSameOwners(as other: FactPlaces) -> Bool {
    survivorIndex == other.survivorIndex && producerOfProduct == other.producerOfProduct
      && productOfListing == other.productOfListing && unitOfSaleOfProduct == other.unitOfSaleOfProduct
  }

  private static func index<Record>(_ records: [Record], _ identifier: (Record) -> String) -> [String: Int] {
    var places = [String: Int](minimumCapacity: records.count)
    for (place, record) in records.enumerated() { places[identifier(record)] = place }
    return places
  }
}

/// What is known, where it holds, else made anew.
func kept<Value>(_ known: Value?, _ holds: Bool, _ make: () -> Value) -> Value {
  if holds, let known { known } else { make() }
}
