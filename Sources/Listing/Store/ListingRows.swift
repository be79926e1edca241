import AccessControl
import Feed
import Storage

/// Whose the listing service's records are, as conditions on its tables: all but floors and rules belong, through
/// their listing and its store, to a producer, and to whom the producer belongs to.
enum ListingRows {
  /// Which records of a kind a call reaches; nil for a kind whose records belong to nobody.
  static func filter(_ kind: RecordKind, _ rows: ReachedRows) -> RowFilter? {
    switch kind {
    case .floor, .leadingRule: nil
    case .store: ofProducer(rows, in: "store")
    case .paymentAccount: ofProducer(rows, in: "payment_account")
    case .productListing: listings(rows)
    case .order: listings(rows).through("product_listing_id", in: "product_listing", of: "single_order")
    case .monthlySales: listings(rows).through("product_listing_id", in: "product_listing", of: "monthly_sales")
    case .listingObservation:
      listings(rows).through("product_listing_id", in: "product_listing", of: "listing_observation")
    case .listingPrice: listings(rows).through("product_listing_id", in: "product_listing", of: "listing_price")
    case .listingPause: listings(rows).through("product_listing_id", in: "product_listing", of: "listing_pause")
    case .salesExpectation:
      products(rows).through("product_id", in: "registry_product", of: "sales_expectation")
    }
  }

  /// Which records of a kind tell of a product; nil for a kind whose records tell of none.
  static func ofProduct(_ id: String, _ kind: RecordKind) -> RowFilter? {
    let listings = RowFilter("product_id = ?\(RowFilter.firstPlaceholder)", [.text(id)])
    return switch kind {
    case .productListing, .salesExpectation: listings
    case .order: listings.through("product_listing_id", in: "product_listing", of: "single_order")
    case .monthlySales: listings.through("product_listing_id", in: "product_listing", of: "monthly_sales")
    case .listingObservation: listings.through("product_listing_id", in: "product_listing", of: "listing_observation")
    case .listingPrice: listings.through("product_listing_id", in: "product_listing", of: "listing_price")
    case .listingPause: listings.through("product_listing_id", in: "product_listing", of: "listing_pause")
    case .floor, .store, .paymentAccount, .leadingRule: nil
    }
  }

  /// Which products of the registry a call reaches.
  static func products(_ rows: ReachedRows) -> RowFilter { ofProducer(rows, in: "registry_product") }

  /// Finds out which rows a call reaches, on the map that a transaction sees.
  static func resolver(nowUnixMicroseconds: @escaping @Sendable () -> Int64) -> ScopeResolver {
    ScopeResolver(nowUnixMicroseconds: nowUnixMicroseconds, source: source)
  }

  /// Where the map and the producers are.
  static let source = TerritorySource(
    mapVersion: { try RegistryProjection.versions(in: $0).map },
    geography: { try RegistryProjection.geography(in: $0) },
    producersVersion: { try RegistryProjection.versions(in: $0).producers },
    producers: { territory, transaction in
      try IdentifierPage.read(
        "registry_producer",
        key: "producer_id",
        after: "",
        limit: TerritoryCache.producersOfOfficeMax + 1,
        reachedBy: producers(.territory(territory, producers: nil)),
        in: transaction
      )
    }
  )

  private static func listings(_ rows: ReachedRows) -> RowFilter {
    ofProducer(rows, in: "store").through("store_id", in: "store", of: "product_listing")
  }

  private static func ofProducer(_ rows: ReachedRows, in table: String) -> RowFilter {
    .ofProducers(rows, producers(rows), in: "registry_producer", of: table)
  }

  private static func producers(_ rows: ReachedRows) -> RowFilter {
    switch rows {
    case .territory(let territory, _):
      // What was split belongs to whom it was placed with.
      RowFilter.territory(territory, code: "unit_code", day: "registered_on_day").orWithSameArguments(
        RowFilter.territory(territory, code: "unit_code", day: "unit_valid_from_day")
          .through("producer_id", in: "registry_placement", of: "registry_producer")
      )
    case .producer(let id): .producerWithMerged(id)
    }
  }
}
