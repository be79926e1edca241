import DomainPrimitives

/// What was decided about every producer and product on a day. It does not depend on the map.
struct DayStatus: Sendable {
  // Classes: every report looks at all of them, and to copy their evidence each time would cost more than to count.
  final class ProducerStatus: Sendable {
    let registered: Verdict
    let store: Verdict
    let account: Verdict
    /// The highest of its products' stars; 0 without a valid recognition.
    let stars: Int

    init(registered: Verdict, store: Verdict, account: Verdict, stars: Int) {
      self.registered = registered
      self.store = store
      self.account = account
      self.stars = stars
    }
  }

  final class ProductStatus: Sendable {
    let listing: ProductListingStatus
    /// The recognition that governs, issued last by the day; nil before the first.
    let governing: Recognition?
    let state: RecognitionState
    let isInSeason: Bool

    /// Those of its valid recognition; 0 without one.
    let stars: Int

    init(listing: ProductListingStatus, governing: Recognition?, state: RecognitionState, isInSeason: Bool) {
      self.listing = listing
      self.governing = governing
      self.state = state
      self.isInSeason = isInSeason
      stars = state.isValid ? governing?.stars ?? 0 : 0
    }
  }

  let asOf: CivilDate
  let producers: [ProducerStatus]
  let products: [ProductStatus]

  init(_ facts: CampaignFacts, _ links: FactLinks, asOf: CivilDate) {
    self.asOf = asOf
    let floorIDs = facts.floors.map(\.id)
    let products = facts.products.indices.map { index in
      let product = facts.products[index]
      let recognitions = links.recognitionsByProduct[index]
      let governing = RecognitionRule.governing(recognitions, on: asOf)
      return ProductStatus(
        listing: ProductListingStatus(
          product: product,
          recognised: RecognitionRule.verdict(recognitions, on: asOf, under: facts.rules),
          listings: links.listingsByProduct[index],
          stores: links.stores(ofProductAt: index, product),
          floorIDs: floorIDs,
          on: asOf
        ),
        governing: governing,
        state: governing?.state(on: asOf, under: facts.rules) ?? .notYet,
        isInSeason: product.seasons.contains(asOf)
      )
    }
    self.products = products
    var stars = [Int](repeating: 0, count: facts.producers.count)
    for (index, status) in products.enumerated() {
      let producer = links.producerOfProduct[index]
      if producer >= 0 { stars[producer] = max(stars[producer], status.stars) }
    }
    producers = facts.producers.indices.map { index in
      let survivor = facts.producers[links.survivorIndex[index]]
      let registered = ProducerRule.verdict(facts.producers[index], survivor: survivor, on: asOf)
      return ProducerStatus(
        registered: registered,
        store: ProducerRule.storeVerdict(registered, stores: links.storesByProducer[index], on: asOf),
        account: ProducerRule.accountVerdict(registered, accounts: links.accountsByProducer[index], on: asOf),
        stars: stars[index]
      )
    }
  }
}
