import DomainPrimitives

/// A listing with where it is, whose it is, and how it stands on the day asked for.
struct PlacedListing: Sendable {
  let listing: ProductListing
  let store: Store
  /// Nil when the registry's feed has not told of the producer.
  let producer: KnownProducer?
  /// Nil when nothing is known of the listing on that day.
  let standing: ListingStanding?
  /// Price in force, whole đồng for one unit of sale; nil when none is known.
  let priceDong: Int64?
}
