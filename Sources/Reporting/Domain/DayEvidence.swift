import DomainPrimitives

/// The facts that decided about single producers and products on a day, to open figures: `DayStatus` has what they
/// come to for all of them.
struct DayEvidence {
  private let facts: CampaignFacts
  private let links: FactLinks
  private let date: CivilDate

  init(_ facts: CampaignFacts, _ links: FactLinks, on date: CivilDate) {
    self.facts = facts
    self.links = links
    self.date = date
  }

  /// Where a product stands.
  func listing(ofProductAt index: Int) -> ProductListingStatus {
    let product = facts.products[index]
    let recognitions = links.recognitionsByProduct[index]
    return ProductListingStatus(
      product: product,
      recognised: RecognitionRule.verdict(recognitions, on: date, under: facts.rules),
      listings: links.listingsByProduct[index].map { listing in
        (facts.listings[listing], facts.stores[links.storeOfListing[listing]])
      },
      stores: links.stores(ofProductAt: index, product).map { facts.stores[$0] },
      floorIDs: facts.floors.map(\.id),
      on: date
    )
  }

  /// Whether a producer counts.
  func registered(producerAt index: Int) -> Verdict {
    let survivor = facts.producers[links.survivorIndex[index]]
    return ProducerRule.verdict(facts.producers[index], survivor: survivor, on: date)
  }

  /// Whether it has a store.
  /// - Parameter floorIDs: Nil = on any floor.
  func store(producerAt index: Int, floorIDs: Set<String>? = nil) -> Verdict {
    let stores = links.storesByProducer[index].map { facts.stores[$0] }
    return ProducerRule.storeVerdict(
      registered(producerAt: index),
      stores: stores.filter { store in floorIDs.map { $0.contains(store.floorID) } ?? true },
      on: date
    )
  }

  /// Whether it has a payment account.
  func account(producerAt index: Int) -> Verdict {
    ProducerRule.accountVerdict(registered(producerAt: index), accounts: links.accountsByProducer[index], on: date)
  }
}
