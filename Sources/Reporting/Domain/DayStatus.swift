import DomainPrimitives

/// What was decided about every producer and product on a day. It does not depend on the map.
struct DayStatus: Sendable {
  struct ProducerStatus: Sendable {
    let registered: Verdict
    let store: Verdict
    let account: Verdict
    /// The highest of its products' stars; 0 without a valid recognition.
    var stars = 0
  }

  struct ProductStatus: Sendable {
    let listing: ProductListingStatus
    /// The recognition that governs, issued last by the day; nil before the first.
    let governing: Recognition?
    let state: RecognitionState
    let isInSeason: Bool

    /// Those of its valid recognition; 0 without one.
    var stars: Int { state.isValid ? governing?.stars ?? 0 : 0 }
  }

  let asOf: CivilDate
  let producers: [ProducerStatus]
  let products: [ProductStatus]

  init(_ facts: CampaignFacts, _ links: FactLinks, asOf: CivilDate) {
    self.asOf = asOf
    let floorIDs = facts.floors.map(\.id)
    products = facts.products.indices.map { index in
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
    var producers = zip(facts.producers, links.survivorIndex).enumerated().map { index, pair in
      let (producer, survivor) = pair
      let registered = ProducerRule.verdict(producer, survivor: facts.producers[survivor], on: asOf)
      return ProducerStatus(
        registered: registered,
        store: ProducerRule.storeVerdict(registered, stores: links.storesByProducer[index], on: asOf),
        account: ProducerRule.accountVerdict(registered, accounts: links.accountsByProducer[index], on: asOf)
      )
    }
    for (index, status) in products.enumerated() {
      let producer = links.producerOfProduct[index]
      if producer >= 0 { producers[producer].stars = max(producers[producer].stars, status.stars) }
    }
    self.producers = producers
  }
}
