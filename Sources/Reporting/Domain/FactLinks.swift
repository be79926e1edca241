/// The facts by what they belong to.
struct FactLinks: Sendable {
  let producerIndex: [String: Int]
  let recognitionsByProduct: [String: [Recognition]]
  let storesByProducer: [String: [Store]]
  let accountsByProducer: [String: [PaymentAccount]]
  /// Listings whose store is known, each with it.
  let listingsByProduct: [String: [(listing: ProductListing, store: Store)]]
  /// Listings whose product is known.
  let productIndexByListing: [String: Int]

  init(_ facts: CampaignFacts) {
    producerIndex = Self.index(facts.producers.map(\.id))
    recognitionsByProduct = Dictionary(grouping: facts.recognitions, by: \.productID)
    storesByProducer = Dictionary(grouping: facts.stores, by: \.producerID)
    accountsByProducer = Dictionary(grouping: facts.paymentAccounts, by: \.producerID)
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

  private static func index(_ identifiers: [String]) -> [String: Int] {
    var places: [String: Int] = [:]
    for (place, identifier) in identifiers.enumerated() { places[identifier] = place }
    return places
  }
}
