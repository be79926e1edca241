import DomainPrimitives
import Feed
import Storage

/// Works out what somebody has to do about products and stores on a day, from what is stored.
final class NudgeReader {
  private let day: CivilDate
  private let transaction: any ReadTransaction
  private let standings: StandingReader
  private let rules: CertificateRules
  private let floors: [Floor]

  init(on day: CivilDate, in transaction: any ReadTransaction) throws {
    self.day = day
    self.transaction = transaction
    standings = StandingReader(on: day, readsPrices: false, in: transaction)
    rules = try RegistryProjection.recognitionRules(in: transaction)
    floors = try ListingTables.floors.select("ORDER BY floor_id", [], in: transaction)
  }

  /// Tasks of a kind about a product or a store, in the order of their identifiers. `holds` tells whether a producer's
  /// were asked for.
  func nudges(
    _ kind: NudgeKind,
    about id: String,
    holds: (KnownProducer?) -> Bool
  ) throws -> [(nudge: Nudge, producer: KnownProducer?)] {
    let nudges: [Nudge]
    let producer: KnownProducer?
    switch kind {
    case .listProduct, .prepareSeason:
      guard let product = try RegistryProjection.profile(id, readsDocuments: false, in: transaction),
        ProductNudges.mayCall(for: kind, product, on: day, under: rules)
      else { return [] }
      producer = try standings.producer(product.producerID)
      guard isAsked(producer, holds) else { return [] }
      let about = ProductNudges(
        product: product,
        rules: rules,
        floors: floors,
        stores: try stores(of: product.producerID),
        listings: try standings.listings(ofProduct: id)
      )
      nudges = kind == .listProduct ? about.toList(on: day) : about.toPrepare(on: day)
    case .wakeSilentStore:
      guard let store = try standings.store(id), store.isOpen(on: day) else { return [] }
      producer = try standings.producer(store.producerID)
      guard isAsked(producer, holds) else { return [] }
      let offers = try offers(in: store)
      guard StoreNudges.sellingSince(offers, of: store, on: day) != nil else { return [] }
      nudges = StoreNudges(store: store, offers: offers, lastSale: try lastSale(of: offers)).toWake(on: day)
    }
    return nudges.map { ($0, producer) }
  }

  private func isAsked(_ producer: KnownProducer?, _ holds: (KnownProducer?) -> Bool) -> Bool {
    (producer?.isActive(on: day) ?? true) && holds(producer)
  }

  private func stores(of producerID: String) throws -> [Store] {
    try ListingTables.stores.select("WHERE producer_id = ?1 ORDER BY store_id", [.text(producerID)], in: transaction)
  }

  private func offers(in store: Store) throws -> [StoreNudges.Offer] {
    try standings.listings(inStore: store.id).map { placed in
      StoreNudges.Offer(
        placed: placed,
        seasons: try RegistryProjection.seasons(ofProduct: placed.listing.productID, in: transaction)
      )
    }
  }

  private func lastSale(of offers: [StoreNudges.Offer]) throws -> CivilDate? {
    try offers.compactMap { try ListingMonths.lastSale(of: $0.placed.listing.id, until: day, in: transaction) }.max()
  }
}
