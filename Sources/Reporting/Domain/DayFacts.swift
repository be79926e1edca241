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

  /// - Parameters:
  ///   - earlier: An earlier state of the facts, of which is taken over what holds.
  ///   - changes: Since that state.
  init(
    _ facts: CampaignFacts,
    _ links: FactLinks,
    after earlier: (facts: CampaignFacts, days: DayFacts)? = nil,
    _ changes: FactChanges = .unknown
  ) {
    let old = earlier?.days
    let hasProducers = changes.isSame(\.producers)
    producers = kept(old?.producers, hasProducers) {
      facts.producers.enumerated().map { place, producer in
        ProducerDays(
          isMerged: links.survivorIndex[place] != place,
          registeredOn: producer.registeredOn,
          endedOn: producer.endedOn
        )
      }
    }
    func store(_ place: Int) -> StorePlace {
      StorePlace(floor: links.floorOfStore[place], days: links.storeDays[place])
    }
    let hasStores = changes.isSame(\.stores) && changes.isSame(\.floors) && hasProducers
    stores = kept(old?.stores, hasStores) { Grouped(links.storesByProducer, store) }
    accounts = kept(old?.accounts, changes.isSame(\.accounts) && hasProducers) {
      Grouped(links.accountsByProducer) { StoreDays($0) }
    }
    listings = kept(old?.listings, changes.isSame(\.listings) && hasStores && changes.isSame(\.products)) {
      Grouped(links.listingsByProduct) {
        ListingPlace(days: links.listingDays[$0], store: store(links.storeOfListing[$0]))
      }
    }
    let hasRules = earlier.map { $0.facts.rules == facts.rules } ?? false
    let hasRecognitions = changes.isSame(\.recognitions) && changes.hasSamePlaces(\.products) && hasRules
    recognitions = kept(old?.recognitions, hasRecognitions) {
      Grouped(links.recognitionsByProduct) { RecognitionDays($0, under: facts.rules) }
    }
    seasons = kept(old?.seasons, changes.isSame(\.products)) { facts.products.map(\.seasons) }
  }
}
