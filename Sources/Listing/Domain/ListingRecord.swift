/// One record of any kind.
enum ListingRecord: Hashable, Sendable {
  case floor(Floor)
  case store(Store)
  case paymentAccount(PaymentAccount)
  case productListing(ProductListing)
  case order(Order)
  case monthlySales(MonthlySales)
  case listingObservation(ListingObservation)
  case listingPrice(ListingPrice)
  case listingPause(ListingPause)
  case leadingRule(LeadingRule)
  case salesExpectation(SalesExpectation)

  /// What kind of record it is.
  var kind: RecordKind {
    switch self {
    case .floor: .floor
    case .store: .store
    case .paymentAccount: .paymentAccount
    case .productListing: .productListing
    case .order: .order
    case .monthlySales: .monthlySales
    case .listingObservation: .listingObservation
    case .listingPrice: .listingPrice
    case .listingPause: .listingPause
    case .leadingRule: .leadingRule
    case .salesExpectation: .salesExpectation
    }
  }

  /// Its identifier, unique within its kind.
  var id: String {
    switch self {
    case .floor(let floor): floor.id
    case .store(let store): store.id
    case .paymentAccount(let account): account.id
    case .productListing(let listing): listing.id
    case .order(let order): order.id
    case .monthlySales(let sales): sales.id
    case .listingObservation(let observation): observation.id
    case .listingPrice(let price): price.id
    case .listingPause(let pause): pause.id
    case .leadingRule(let rule): rule.id
    case .salesExpectation(let expectation): expectation.id
    }
  }
}
