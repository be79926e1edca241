import DomainPrimitives

/// What a listing sold in a month.
struct ListingMonthSum: Hashable, Sendable {
  let month: CivilMonth
  /// Thousandths of the product's unit of sale.
  let quantityThousandths: Int64
  /// Whole đồng.
  let revenueDong: Int64
}
