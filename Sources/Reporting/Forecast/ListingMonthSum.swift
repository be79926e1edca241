import DomainPrimitives

/// What was sold through a listing in a month.
struct ListingMonthSum: Hashable, Sendable {
  let listingID: String
  let month: CivilMonth
  let quantityThousandths: Int64
  /// Whole đồng.
  let revenueDong: Int64
}
