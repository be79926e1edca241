import DomainPrimitives
import Feed
import Storage

/// Works out how listings stand on a day. It remembers the stores, floors and producers it has met, and lives no longer
/// than its transaction.
final class StandingReader {
  /// Looks, and pauses, that are looked back over.
  static let looksMax = 100

  let day: CivilDate
  private let readsPrices: Bool
  private let transaction: any ReadTransaction
  private var stores: [String: Store?] = [:]
  private var floors: [String: Floor?] = [:]
  private var producers: [String: KnownProducer?] = [:]

  /// - Parameter readsPrices: Whether the listings' prices are asked for.
  init(on day: CivilDate, readsPrices: Bool = true, in transaction: any ReadTransaction) {
    self.day = day
    self.readsPrices = readsPrices
    self.transaction = transaction
  }

  /// The listing of an identifier; nil when there is none, or its store is missing.
  func listing(_ id: String) throws -> PlacedListing? {
    guard let listing = try ListingTables.listings.load(id, in: transaction)?.record else { return nil }
    return try placed(listing)
  }

  /// The listings of a product, by identifier.
  func listings(ofProduct id: String) throws -> [PlacedListing] {
    try ListingTables.listings.select(
      "WHERE product_id = ?1 ORDER BY product_listing_id",
      [.text(id)],
      in: transaction
    ).compactMap(placed)
  }

  /// The listings in a store, by identifier.
  func listings(inStore id: String) throws -> [PlacedListing] {
    try ListingTables.listings.select(
      "WHERE store_id = ?1 ORDER BY product_listing_id",
      [.text(id)],
      in: transaction
    ).compactMap(placed)
  }

  func store(_ id: String) throws -> Store? {
    if let known = stores[id] { return known }
    let store = try ListingTables.stores.load(id, in: transaction)?.record
    stores[id] = .some(store)
    return store
  }

  func floor(_ id: String) throws -> Floor? {
    if let known = floors[id] { return known }
    let floor = try ListingTables.floors.load(id, in: transaction)?.record
    floors[id] = .some(floor)
    return floor
  }

  func producer(_ id: String) throws -> KnownProducer? {
    if let known = producers[id] { return known }
    let producer = try RegistryProjection.producer(id, in: transaction)
    producers[id] = .some(producer)
    return producer
  }

  private func placed(_ listing: ProductListing) throws -> PlacedListing? {
    guard let store = try store(listing.storeID) else { return nil }
    let history = ListingHistory(
      listing: listing,
      store: store,
      verifiedForDays: try floor(store.floorID)?.verifiedForDays ?? Floor.unverifiedAfterDaysDefault,
      looks: try looks(listing.id),
      pauses: try pauses(listing.id)
    )
    return PlacedListing(
      listing: listing,
      store: store,
      producer: try producer(store.producerID),
      standing: history.standing(on: day),
      priceDong: readsPrices ? try price(listing.id) : nil
    )
  }

  private func looks(_ listingID: String) throws -> [ListingLook] {
    try transaction.query(
      """
      SELECT observed_on_day, state FROM listing_observation \
      WHERE product_listing_id = ?1 AND observed_on_day <= ?2 ORDER BY observed_on_day DESC LIMIT ?3
      """,
      [.text(listingID), .day(day), .integer(Int64(Self.looksMax))]
    ) { ListingLook(day: $0.day(0), state: try $0.choice(1)) }
  }

  private func pauses(_ listingID: String) throws -> [ListingPause] {
    try ListingTables.pauses.select(
      "WHERE product_listing_id = ?1 AND paused_on_day <= ?2 ORDER BY paused_on_day DESC LIMIT ?3",
      [.text(listingID), .day(day), .integer(Int64(Self.looksMax))],
      in: transaction
    )
  }

  private func price(_ listingID: String) throws -> Int64? {
    try transaction.queryOne(
      """
      SELECT price_dong FROM listing_price WHERE product_listing_id = ?1 AND valid_from_day <= ?2 \
      ORDER BY valid_from_day DESC LIMIT 1
      """,
      [.text(listingID), .day(day)]
    ) { $0.integer(0) }
  }
}
