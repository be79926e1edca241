import DomainPrimitives

/// A price of a listing, from a day until the day of the next one.
struct ListingPrice: Hashable, Sendable {
  let id: String
  let listingID: String
  let validFrom: CivilDate
  /// Whole đồng for one unit of sale, above 0.
  let priceDong: Int64
}

extension ListingPrice {
  /// Checks the fields by themselves; nil when one was refused.
  init?(id: String, listingID: String, validFrom: String, priceDong: Int64, rules: inout RuleChecker) {
    rules.identifier(id, "price_id")
    rules.identifier(listingID, "product_listing_id")
    let validFrom = rules.date(validFrom, "valid_from")
    rules.number(priceDong, "price_dong", in: 1...Order.amountMax)
    guard rules.isClean, let validFrom else { return nil }
    self.init(id: id, listingID: listingID, validFrom: validFrom, priceDong: priceDong)
  }
}
