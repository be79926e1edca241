import DomainPrimitives

/// When a sale can be a listing's.
enum SaleRules {
  /// Why nothing sold between two days, both included, can have been sold through a listing; nil when it can.
  static func objection(
    toSaleFrom first: CivilDate,
    to last: CivilDate,
    listing: ProductListing,
    store: Store
  ) -> String? {
    guard let live = listing.firstSaidLiveOn else {
      return "listing \(listing.id) was never declared, accepted or seen live"
    }
    if last < live { return "listing \(listing.id) was first declared, accepted or seen live on \(live)" }
    if let ended = listing.endedOn, first > ended { return "listing \(listing.id) was taken off on \(ended)" }
    if last < store.openedOn { return "store \(store.id) opened on \(store.openedOn)" }
    if let closed = store.closedOn, first > closed { return "store \(store.id) closed on \(closed)" }
    return nil
  }
}
