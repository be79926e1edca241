/// Kinds of record that the listing service keeps. The numbers are stored and sent; they never change.
enum RecordKind: Int, Hashable, Sendable, CaseIterable {
  case floor = 1
  case store = 2
  case paymentAccount = 3
  case productListing = 4
  case order = 5
  case monthlySales = 6
  case listingObservation = 7
  case listingPrice = 8
  case listingPause = 9
  case leadingRule = 10
  case salesExpectation = 11

  /// As events name it. Stored and sent; it never changes.
  var name: String {
    switch self {
    case .floor: "floor"
    case .store: "store"
    case .paymentAccount: "payment_account"
    case .productListing: "product_listing"
    case .order: "order"
    case .monthlySales: "monthly_sales"
    case .listingObservation: "listing_observation"
    case .listingPrice: "listing_price"
    case .listingPause: "listing_pause"
    case .leadingRule: "leading_rule"
    case .salesExpectation: "sales_expectation"
    }
  }
}
