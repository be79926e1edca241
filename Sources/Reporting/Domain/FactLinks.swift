/// The facts by what they belong to.
struct FactLinks: Sendable {
  let producerIndex: [String: Int]
  /// Of every producer the place of the one that it counts as: itself, unless it was merged into one that is known.
  let survivorIndex: [Int]
  let recognitionsByProduct: [String: [Recognition]]
  /// Stores and accounts, by the producer that theirs counts as.
  let storesByProducer: [String: [Store]]
  let accountsByProducer: [String: [PaymentAccount]]
  /// Listings whose store is known, each with it.
  let listingsByProduct: [String: [(listing: ProductListing, store: Store)]]
  /// Listings whose product is known.
  let productIndexByListing: [String: Int]

  init(_ facts: CampaignFacts) {
    let producerIndex = Self.index(facts.producers.map(\.id))
    let survivorIndex = facts.producers.enumerated().map { place, producer in
      producer.mergedIntoProducerID.flatMap { producerIndex[$0] } ?? place
    }
    self.producerIndex = producerIndex
    self.survivorIndex = survivorIndex
    func survivor(_ id: String) -> String {
      producerIndex[id].map { facts.producers[survivorIndex[$0]].id } ?? id
    }
    recognitionsByProduct = Dictionary(grouping: facts.recognitions, by: \.productID)
    storesByProducer = Dictionary(grouping: facts.stores) { survivor($0.producerID) }
    accountsByProducer = Dictionary(grouping: facts.paymentAccounts) { survivor($0.producerID) }
    let storeIndex = Self.index(facts.stores.map(\.id))
    let productIndex = Self.index(facts.products.map(\.id))
    var listings: [String: [(listing: ProductListing, store: Store)]] = [:]
    var products: [String: Int] = [:]
    for listing in facts.listings {
      if let store = storeIndex[listing.storeID] {
        listings[listing.productID, default: []].append((listing, facts.stores[store]))
      }
      if let product = productIndex[listing.productID] { products[listing.id] = product }
    }
    listingsByProduct = listings
    productIndexByListing = products
  }

  /// Place of the producer that what belongs to a producer counts as; nil when it has not arrived.
  func survivorIndex(of producerID: String) -> Int? {
    producerIndex[producerID].map { survivorIndex[$0] }
  }

  private static func index(_ identifiers: [String]) -> [String: Int] {
    var places: [String: Int] = [:]
    for (place, identifier) in identifiers.enumerated() { places[identifier] = place }
    return places
  }
}
