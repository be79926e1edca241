import DomainPrimitives

/// A look at a listing: who looked saw it live, or did not.
struct ListingLook: Hashable, Sendable {
  let id: String
  let listingID: String
  let observedOn: CivilDate
  let isLive: Bool
}
