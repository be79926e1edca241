import DomainPrimitives

/// The facts by what they belong to, by its place in the facts.
struct FactGroups: Sendable {
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
  /// Days on which somebody who looked saw a listing live.
  let liveLooksByListing: [[CivilDate]]
  /// Monthly totals of listings that are known: of one month the first by identifier.
  let totalsByListing: [[FactLinks.MonthTotal]]
  /// Places of listings that have one.
  let listingsWithTotals: [Int]
  /// Stores by producers that have not arrived.
  let strayStores: [String: [Int]]

  /// - Parameters:
  ///   - old: Of an earlier state of the facts, with their places, of which is taken over what holds.
  ///   - changes: Since that state.
  init(_ facts: CampaignFacts, _ places: FactPlaces, after old: FactLinks?, _ changes: FactChanges) {
    let (oldPlaces, old) = (old?.places, old?.groups)
    let (products, producers) = (facts.products.count, facts.producers.count)
    let hasProducts = changes.hasSamePlaces(\.products)
    recognitionsByProduct = kept(old?.recognitionsByProduct, changes.isSame(\.recognitions) && hasProducts) {
      Self.group(facts.recognitions, products) { places.productIndex[$0.productID] ?? -1 }
        .map { $0.count > 1 ? $0.sorted(by: RecognitionRule.isBefore) : $0 }
    }
    documentsByProduct = kept(old?.documentsByProduct, changes.isSame(\.documents) && hasProducts) {
      Self.group(facts.documents, products) { places.productIndex[$0.productID] ?? -1 }
    }
    let hasSurvivors = changes.hasSamePlaces(\.producers) && oldPlaces?.survivorIndex == places.survivorIndex
    let hasProducers = hasSurvivors && oldPlaces?.producerOfProduct == places.producerOfProduct
    productsByProducer = kept(old?.productsByProducer, hasProducers) {
      Self.group(Array(facts.products.indices), producers) { places.producerOfProduct[$0] }
    }
    let hasOwners = hasSurvivors && oldPlaces?.producerOfStore == places.producerOfStore
    storesByProducer = kept(old?.storesByProducer, hasOwners) {
      Self.group(Array(facts.stores.indices), producers) { places.producerOfStore[$0] }
    }
    accountsByProducer = kept(old?.accountsByProducer, changes.isSame(\.accounts) && hasSurvivors) {
      Self.group(facts.paymentAccounts, producers) { account in
        places.producerIndex[account.producerID].map { places.survivorIndex[$0] } ?? -1
      }
    }
    strayStores = kept(old?.strayStores, changes.isSame(\.stores) && hasSurvivors) {
      Dictionary(grouping: facts.stores.indices.filter { places.producerOfStore[$0] < 0 }) {
        facts.stores[$0].producerID
      }
    }
    let hasStores = changes.hasSamePlaces(\.stores) && oldPlaces?.storeOfListing == places.storeOfListing
    listingsByStore = kept(old?.listingsByStore, hasStores) {
      Self.group(Array(facts.listings.indices), facts.stores.count) { places.storeOfListing[$0] }
    }
    let hasListings = hasStores && hasProducts && oldPlaces?.productOfListing == places.productOfListing
    listingsByProduct = kept(old?.listingsByProduct, hasListings) {
      Self.group(Array(facts.listings.indices), products) {
        places.storeOfListing[$0] < 0 ? -1 : places.productOfListing[$0]
      }
    }
    let hasSameListings = changes.hasSamePlaces(\.listings)
    liveLooksByListing = kept(old?.liveLooksByListing, changes.isSame(\.looks) && hasSameListings) {
      Self.group(facts.looks.filter(\.isLive), facts.listings.count) { places.listingIndex[$0.listingID] ?? -1 }
        .map { looks in looks.map(\.observedOn) }
    }
    let totals = kept(old?.totalsByListing, changes.isSame(\.monthlyTotals) && hasSameListings) {
      Self.group(facts.monthlyTotals, facts.listings.count) { places.listingIndex[$0.listingID] ?? -1 }
        .map(FactLinks.MonthTotal.all)
    }
    totalsByListing = totals
    listingsWithTotals = totals.indices.filter { !totals[$0].isEmpty }
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
}
