import DomainPrimitives
import Messages

extension ListingV1.ListingStanding {
  /// The message of a listing that something is known of.
  init(_ placed: PlacedListing, _ standing: ListingStanding) {
    self.init()
    productListingID = placed.listing.id
    storeID = placed.store.id
    floorID = placed.store.floorID
    productID = placed.listing.productID
    producerID = placed.store.producerID
    unitCode = placed.producer?.unitCode ?? ""
    state = ListingV1.ListingState(rawValue: Int32(standing.state.rawValue))
    since = standing.since?.description ?? ""
    lastSeenOn = standing.lastSeenOn?.description ?? ""
    plannedOn = standing.state == .planned ? placed.listing.plannedOn?.description ?? "" : ""
    reason = ListingV1.NotLiveReason(standing.reason)
    let advice = standing.advice
    actor = CommonV1.Actor(advice?.party)
    adviceVietnamese = advice?.vietnamese ?? ""
    adviceEnglish = advice?.english ?? ""
    priceDong = placed.priceDong ?? 0
    externalID = placed.listing.externalID
    url = placed.listing.url
  }
}

extension CommonV1.Actor {
  /// The message's value of who has to act; unspecified for nobody.
  init(_ party: ActingParty?) {
    self = party.map { CommonV1.Actor(rawValue: Int32($0.rawValue)) } ?? .unspecified
  }
}
