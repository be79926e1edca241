import DomainPrimitives

/// A month of one listing.
struct ListingMonth: Hashable, Sendable {
  let listingID: String
  let month: CivilMonth
}
