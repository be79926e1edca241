import DomainPrimitives

/// The facts that decide where producers and products stand on a day, without texts and side by side in the order in
/// which they are looked at: a report of another day looks at all of them.
struct DayFacts: Sendable {
  struct ProducerDays: Sendable {
    let isMerged: Bool
    let registeredOn: CivilDate
    let endedOn: CivilDate?
  }

  /// A store, and on which floor it is; -1: one that has not arrived.
  struct StorePlace: Sendable {
    let floor: Int
    let days: StoreDays
  }

  /// A listing, and the store that it is in.
  struct ListingPlace: Sendable {
    let days: ListingDays
    let store: StorePlace
  }

  /// By producer.
  let producers: [ProducerDays]
  /// By the producer that theirs counts as.
  let stores: Grouped<StorePlace>
  let accounts: Grouped<StoreDays>
  /// By product: those whose store is known.
  let listings: Grouped<ListingPlace>
  /// By product, in the order in which they govern.
  let recognitions: Grouped<RecognitionDays>
  /// Of every product.
  let seasons: [SeasonWindows]

  init(_ facts: CampaignFacts, _ links: FactLinks) {
    producers = facts.producers.enumerated().map { place, producer in
      ProducerDays(
        isMerged: links.survivorIndex[place] != place,
        registeredOn: producer.registeredOn,
        endedOn: producer.endedOn
      )
    }
    func store(_ place: Int) -> StorePlace {
      StorePlace(floor: links.floorOfStore[place], days: links.storeDays[place])
    }
    stores = Grouped(links.storesByProducer, store)
    accounts = Grouped(links.accountsByProducer) { StoreDays($0) }
    listings = Grouped(links.listingsByProduct) {
      ListingPlace(days: links.listingDays[$0], store: store(links.storeOfListing[$0]))
    }
    recognitions = Grouped(links.recognitionsByProduct) { RecognitionDays($0, under: facts.rules) }
    seasons = facts.products.map(\.seasons)
  }
}
